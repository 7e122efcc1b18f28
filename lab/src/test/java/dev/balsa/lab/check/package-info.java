/** Tests of the package of the same name. */
@NullMarked
package dev.balsa.lab.check;

import org.jspecify.annotations.NullMarked;
