/** Tests of the package of the same name. */
@NullMarked
package dev.balsa.lab.script;

import org.jspecify.annotations.NullMarked;
