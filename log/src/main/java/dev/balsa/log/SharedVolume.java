package dev.balsa.log;

import java.io.IOException;

/**
 * The volume under the logs of many groups: how much room there is, is the same for all of them,
 * and looked at once a second however many ask. Safe for use by many threads.
 */
final class SharedVolume {
  private static final long AGE_NANOS_MAX = 1_000_000_000L;

  /** Asks the operating system. */
  @FunctionalInterface
  interface Look {
    /** As {@link Disk#freeBytes}. */
    long freeBytes() throws IOException;
  }

  private final Look look;
  private long lookedNanos = System.nanoTime() - 2 * AGE_NANOS_MAX;
  private long freeBytes;

  SharedVolume(Look look) {
    this.look = look;
  }

  /** As {@link Disk#freeBytes}, at most a second old. */
  synchronized long freeBytes() throws IOException {
    long nowNanos = System.nanoTime();
    if (nowNanos - lookedNanos > AGE_NANOS_MAX) {
      freeBytes = look.freeBytes();
      lookedNanos = nowNanos;
    }
    return freeBytes;
  }
}
