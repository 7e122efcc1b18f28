/** Tests of the package of the same name. */
@NullMarked
package dev.balsa.lab.screen;

import org.jspecify.annotations.NullMarked;
