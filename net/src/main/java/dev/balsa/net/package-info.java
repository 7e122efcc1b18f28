/**
 * Messages between members over TCP: frames with a checksum, the message codec, and the handshake
 * that checks who is talking to whom. The only library package that knows Netty.
 */
@NullMarked
package dev.balsa.net;

import org.jspecify.annotations.NullMarked;
