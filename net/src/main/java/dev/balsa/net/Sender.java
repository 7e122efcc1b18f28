package dev.balsa.net;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what waits for one member into frames as fast as its connection takes them. Used by the
 * event loop only.
 */
final class Sender {
  /*
   * Messages are encoded only when the connection has room, so that until then an urgent one can
   * still go first and a waiting payload is no more than a reference. Short messages are encoded
   * one after the other into one buffer: one write and one system call for whatever a batch holds.
   * A message that is longer than a frame is encoded once and leaves as fragments; urgent messages
   * can go in between.
   */

  private static final int BATCH_BYTES = 32 << 10;
  private static final int PING_BYTES = Frame.HEADER_BYTES + 8;

  private final Consumer<Outgoing> done;
  private final Lanes lanes;
  private @Nullable Connection connection;
  private int frameBytesMax;
  private @Nullable ByteBuf fragmented;
  private boolean pingDue;
  private boolean draining;

  /** Calls {@code done} with each message that has left the lanes, sent or not. */
  Sender(long overtakeNanos, Consumer<Outgoing> done) {
    this.lanes = new Lanes(overtakeNanos);
    this.done = done;
  }

  /** Sends over this connection from now on, what waits already first. */
  void attach(Connection newConnection, int newFrameBytesMax) {
    connection = newConnection;
    frameBytesMax = newFrameBytesMax;
    drain();
  }

  /** The connection is gone. */
  void detach() {
    connection = null;
    pingDue = false;
    if (fragmented != null) {
      fragmented.release();
      fragmented = null;
    }
  }

  /** Drops what waits. */
  void clear() {
    for (Outgoing next = lanes.peek(0); next != null; next = lanes.peek(0)) {
      lanes.remove(next);
      done.accept(next);
    }
    lanes.settle();
  }

  void add(Outgoing message) {
    lanes.add(message, System.nanoTime());
  }

  /**
   * Has the next {@link #drain} ask the other side for a sign of life, before anything else that
   * waits.
   */
  void ping() {
    pingDue = true;
  }

  /** Writes as much as the connection takes. */
  void drain() {
    Connection to = connection;
    if (to == null || draining) {
      return;
    }
    draining = true;
    try {
      while (connection == to && to.isWritable() && (pingDue || !lanes.isEmpty())) {
        long now = System.nanoTime();
        Outgoing next = lanes.peek(now);
        if (!pingDue && next != null && next.bytes > frameBytesMax) {
          writeFragment(to, next);
        } else {
          writeBatch(to, now);
        }
        to.flush();
      }
      lanes.settle();
    } finally {
      draining = false;
    }
  }

  private void writeBatch(Connection to, long nowNanos) {
    int room =
        (int)
            Math.min(PING_BYTES + lanes.weight(), BATCH_BYTES + Frame.HEADER_BYTES + frameBytesMax);
    ByteBuf out = to.buffer(room);
    int frames = 0;
    try {
      if (pingDue) {
        pingDue = false;
        int start = Frame.open(out, FrameType.PING, to.groupId());
        out.writeLong(System.nanoTime());
        Frame.seal(out, start, to.crc());
        frames++;
      }
      for (Outgoing next = lanes.peek(nowNanos);
          next != null && next.bytes <= frameBytesMax && out.readableBytes() < BATCH_BYTES;
          next = lanes.peek(nowNanos)) {
        lanes.remove(next);
        done.accept(next);
        int start = Frame.open(out, FrameType.MESSAGE, next.groupId);
        MessageCodec.encode(next.message, out);
        Frame.seal(out, start, to.crc());
        frames++;
      }
    } catch (RuntimeException e) {
      out.release();
      throw e;
    }
    to.write(out, frames);
  }

  private void writeFragment(Connection to, Outgoing message) {
    ByteBuf whole = fragmented;
    if (whole == null) {
      whole = to.buffer(message.bytes);
      fragmented = whole;
      MessageCodec.encode(message.message, whole);
    }
    ByteBuf part =
        whole.readRetainedSlice(
            Math.min(whole.readableBytes(), frameBytesMax - Assembly.PREFIX_BYTES));
    ByteBuf header = to.buffer(Frame.HEADER_BYTES + Assembly.PREFIX_BYTES);
    int start = Frame.open(header, FrameType.FRAGMENT, message.groupId);
    header.writeInt(message.bytes);
    header.writeInt(whole.readerIndex() - part.readableBytes());
    Frame.seal(header, start, part, to.crc());
    if (!whole.isReadable()) {
      whole.release();
      fragmented = null;
      lanes.remove(message);
      done.accept(message);
    }
    to.write(header, 1);
    to.write(part);
  }
}
