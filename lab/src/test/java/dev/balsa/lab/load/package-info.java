/** Tests of the package of the same name. */
@NullMarked
package dev.balsa.lab.load;

import org.jspecify.annotations.NullMarked;
