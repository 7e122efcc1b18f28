/** The peer transport. */
module dev.balsa.net {
  requires static org.jspecify;
  requires transitive dev.balsa.node;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;

  exports dev.balsa.net;
  exports dev.balsa.net.tls;
}
