/** Tests of the package of the same name. */
@NullMarked
package dev.balsa.lab.process;

import org.jspecify.annotations.NullMarked;
