/** The peer transport. */
module dev.balsa.net {
  requires static org.jspecify;
  requires transitive dev.balsa.node;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
}
