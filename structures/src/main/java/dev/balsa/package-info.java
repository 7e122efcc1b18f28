/**
 * Replicated data structures for Java programs: start or join a cluster and use a map, a list, a
 * lock or a queue as if it were local. Each is a typed view over keys of the key-value store, so
 * what one program writes, any client of the server can read.
 */
@NullMarked
package dev.balsa;

import org.jspecify.annotations.NullMarked;
