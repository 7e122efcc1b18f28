/** Tests of the lab's node and commands. */
@NullMarked
package dev.balsa.lab;

import org.jspecify.annotations.NullMarked;
