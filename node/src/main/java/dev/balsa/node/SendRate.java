package dev.balsa.node;

/** Bounds how many bytes leave in a second: after each piece, silence for as long as it counts. */
final class SendRate {
  private final long bytesPerSecond;
  private long freeNanos = Long.MIN_VALUE;

  SendRate(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Whether something may leave now. */
  boolean allows(long nowNanos) {
    return nowNanos >= freeNanos;
  }

  /** A piece has left. */
  void sent(int bytes, long nowNanos) {
    freeNanos = nowNanos + (long) (bytes * 1e9 / bytesPerSecond);
  }

  /** From when on something may leave. */
  long freeNanos() {
    return freeNanos;
  }
}
