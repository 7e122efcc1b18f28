package dev.balsa.net;

import dev.balsa.log.Identity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** The other end of a connection, played by hand over a plain socket. */
final class RawPeer implements Closeable {
  private final Socket socket;
  private final ByteBuf received = Unpooled.buffer();
  private final CRC32C crc = new CRC32C();

  private RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
  }

  static RawPeer dial(InetSocketAddress address) throws IOException {
    return new RawPeer(new Socket(address.getAddress(), address.getPort()));
  }

  /**
   * Listens where a member would, with a small buffer, so that a sender feels soon that nobody
   * reads.
   */
  static ServerSocket listen(InetSocketAddress address) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.setReceiveBufferSize(32 << 10);
    server.setSoTimeout(20_000);
    server.bind(address);
    return server;
  }

  static RawPeer accept(ServerSocket server) throws IOException {
    return new RawPeer(server.accept());
  }

  static Hello hello(Identity from, long to) {
    return new Hello(Hello.VERSION, from, 0, to, 64 << 10, 8 << 20, false, "");
  }

  /** Of one whose configuration names both. */
  static Hello namedHello(Identity from, long to) {
    return namedHello(from, to, "");
  }

  /** The same, whose configuration says where it is. */
  static Hello namedHello(Identity from, long to, String address) {
    return new Hello(Hello.VERSION, from, 0, to, 64 << 10, 8 << 20, true, address);
  }

  /** Dials and makes the handshake. */
  static RawPeer connect(InetSocketAddress address, Identity from, long to) throws IOException {
    RawPeer peer = dial(address);
    peer.send(FrameType.HELLO, hello(from, to)::encode);
    peer.expect(FrameType.WELCOME);
    return peer;
  }

  /** Takes a connection of a member and makes the handshake. */
  static RawPeer welcome(ServerSocket server, Identity as, long from) throws IOException {
    RawPeer peer = accept(server);
    peer.expect(FrameType.HELLO);
    peer.send(FrameType.WELCOME, hello(as, from)::encode);
    return peer;
  }

  void send(FrameType type, Consumer<ByteBuf> body) throws IOException {
    send(type, 0, body);
  }

  void send(FrameType type, long groupId, Consumer<ByteBuf> body) throws IOException {
    ByteBuf out = Unpooled.directBuffer();
    int start = Frame.open(out, type, groupId);
    body.accept(out);
    Frame.seal(out, start, crc);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    out.release();
    sendBytes(bytes);
  }

  void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The next frame, or null at the end of the stream. */
  Frame read() throws IOException {
    byte[] chunk = new byte[8192];
    InputStream in = socket.getInputStream();
    while (true) {
      Frame frame = Frame.read(received, Integer.MAX_VALUE, crc);
      if (frame != null) {
        received.discardReadBytes();
        return frame;
      }
      int count = in.read(chunk);
      if (count < 0) {
        return null;
      }
      received.writeBytes(chunk, 0, count);
    }
  }

  Frame expect(FrameType type) throws IOException {
    Frame frame = read();
    while (frame != null && frame.type() == FrameType.PING && type != FrameType.PING) {
      frame = read();
    }
    if (frame == null || frame.type() != type) {
      throw new AssertionError(
          "expected " + type + ", got " + (frame == null ? "the end" : frame.type()));
    }
    return frame;
  }

  /**
   * The farewell with which the other side ends the connection; other frames before it are skipped.
   */
  Farewell farewell() throws IOException {
    for (Frame frame = read(); frame != null; frame = read()) {
      if (frame.type() == FrameType.REFUSED) {
        return Farewell.decode(frame.body());
      }
    }
    throw new AssertionError("the connection ended without a farewell");
  }

  /** Reads until the end of the stream, which a reset counts as. */
  void awaitEnd() {
    try {
      while (read() != null) {
        received.discardReadBytes();
      }
    } catch (IOException reset) {
      if (reset instanceof java.net.SocketTimeoutException) {
        throw new AssertionError(reset);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
