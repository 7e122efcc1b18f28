/**
 * Tests of the node: each agent turned by hand with a clock of the test, whole clusters turned by
 * hand, and whole clusters with threads and real files.
 */
@NullMarked
package dev.balsa.node;

import org.jspecify.annotations.NullMarked;
