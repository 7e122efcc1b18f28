/** Tests of the client port over real sockets. */
@NullMarked
package dev.balsa.server;

import org.jspecify.annotations.NullMarked;
