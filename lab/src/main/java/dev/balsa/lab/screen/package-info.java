/** Text on a terminal: raw keys, frames of lines, the six areas. */
@NullMarked
package dev.balsa.lab.screen;

import org.jspecify.annotations.NullMarked;
