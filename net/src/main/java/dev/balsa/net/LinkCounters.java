package dev.balsa.net;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What went over the connections with one member. Counted by the event loop, except the drops; read
 * by anybody.
 */
final class LinkCounters {
  private final AtomicLong framesOut = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();
  private final AtomicLong framesIn = new AtomicLong();
  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile long roundTripMicros = -1;

  /** One writer, so the sum needs no locked instruction. */
  private static void add(AtomicLong counter, long count) {
    counter.setOpaque(counter.getPlain() + count);
  }

  void out(int frames, long bytes) {
    add(framesOut, frames);
    add(bytesOut, bytes);
  }

  void in(long bytes) {
    add(framesIn, 1);
    add(bytesIn, bytes);
  }

  void drop() {
    dropped.incrementAndGet();
  }

  void roundTrip(long micros) {
    roundTripMicros = micros;
  }

  long framesOut() {
    return framesOut.getOpaque();
  }

  long bytesOut() {
    return bytesOut.getOpaque();
  }

  long framesIn() {
    return framesIn.getOpaque();
  }

  long bytesIn() {
    return bytesIn.getOpaque();
  }

  long dropped() {
    return dropped.get();
  }

  long roundTripMicros() {
    return roundTripMicros;
  }
}
