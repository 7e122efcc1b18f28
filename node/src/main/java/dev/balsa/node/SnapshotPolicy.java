package dev.balsa.node;

import java.io.IOException;

/**
 * When a snapshot is due: after so many bytes of entries, and sooner while space on the volume is
 * scarce. Used by the applier's thread.
 */
final class SnapshotPolicy {
  /** Tells how much space is free. */
  interface Volume {
    /** In bytes. */
    long freeBytes() throws IOException;
  }

  /** So many looks are left out where nothing is applied. */
  private static final long IDLE_LOOKS = 59;

  private final SnapshotLimits limits;
  private final Volume volume;
  private long bytesSince;
  private long lookNanos;
  private boolean scarce;

  SnapshotPolicy(SnapshotLimits limits, Volume volume, long nowNanos) {
    this.limits = limits;
    this.volume = volume;
    this.lookNanos = limits.freeBytesMin() == 0 ? Long.MAX_VALUE : nowNanos;
  }

  /** An entry of this size was applied. */
  void applied(long bytes) {
    bytesSince += bytes;
  }

  /** A snapshot is being taken, or was restored. */
  void begin() {
    bytesSince = 0;
  }

  /** Whether one should be taken now. */
  boolean isDue() {
    return bytesSince
        >= (scarce ? Math.min(limits.everyBytes(), limits.scarceBytes()) : limits.everyBytes());
  }

  /** How much of the log is to be kept before a snapshot, in bytes. */
  long keptBytes() {
    return scarce ? 0 : limits.keptBytes();
  }

  /** Looks at the free space if it is time; answers whether it did and found little. */
  boolean findsScarcity(long nowNanos) {
    if (nowNanos < lookNanos) {
      return false;
    }
    lookNanos = nowNanos + limits.freeCheckMillis() * 1_000_000L;
    try {
      scarce = volume.freeBytes() < limits.freeBytesMin();
    } catch (IOException unknown) {
      // Whoever has to write finds out what is wrong with the disk, and says it.
      scarce = false;
    }
    return scarce;
  }

  /** When to look again. */
  long deadlineNanos() {
    return lookNanos;
  }

  /** When to look again if nothing is applied until then: a log that does not grow can wait. */
  long idleDeadlineNanos() {
    return lookNanos == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : lookNanos + IDLE_LOOKS * limits.freeCheckMillis() * 1_000_000L;
  }
}
