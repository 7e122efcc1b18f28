/** Writing clients that keep book, and what they find after the nodes were killed under them. */
@NullMarked
package dev.balsa.lab.load;

import org.jspecify.annotations.NullMarked;
