/** Worlds played in the JVM and in a JavaScript engine. */
@NullMarked
package dev.balsa.playground;

import org.jspecify.annotations.NullMarked;
