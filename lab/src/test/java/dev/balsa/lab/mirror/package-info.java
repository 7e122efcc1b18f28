/** Tests of the package of the same name. */
@NullMarked
package dev.balsa.lab.mirror;

import org.jspecify.annotations.NullMarked;
