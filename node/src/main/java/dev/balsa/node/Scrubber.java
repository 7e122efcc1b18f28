package dev.balsa.node;

import dev.balsa.log.DamagedLogException;
import dev.balsa.log.DamagedSnapshotException;
import dev.balsa.log.Scrub;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads again what the disk holds, slowly; turned by the snapshotter, which nobody waits for. */
final class Scrubber {
  private static final System.Logger LOGGER = System.getLogger(Scrubber.class.getPackageName());

  private final Scrub scrub;
  private final ScrubLimits limits;
  private long roundNanos;
  private long nextNanos;

  Scrubber(Scrub scrub, ScrubLimits limits, long nowNanos) {
    this.scrub = scrub;
    this.limits = limits;
    this.nextNanos =
        limits.bytesPerSecond() == 0
            ? Long.MAX_VALUE
            : nowNanos + limits.roundMillis() * 1_000_000L;
  }

  /**
   * Reads a piece if it is time to.
   *
   * @return how much was done
   * @throws UncheckedIOException if something that the log needs is not what was written
   */
  int goOn(long nowNanos) throws IOException {
    if (nowNanos < nextNanos) {
      return 0;
    }
    if (scrub.isBetweenRounds()) {
      roundNanos = nowNanos + limits.roundMillis() * 1_000_000L;
    }
    int read = 0;
    try {
      read = scrub.step(Scrub.BUFFER_BYTES);
    } catch (DamagedLogException damage) {
      throw new UncheckedIOException(
          "what the disk holds was read again: " + damage.getMessage(), damage);
    } catch (DamagedSnapshotException unneeded) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "a snapshot is damaged, and the log still holds all it stands for; the next snapshot"
              + " takes its place: "
              + unneeded.getMessage());
    }
    nextNanos = nowNanos + (long) (read * 1e9 / limits.bytesPerSecond());
    if (scrub.isBetweenRounds()) {
      nextNanos = Math.max(nextNanos, roundNanos);
    }
    return 1;
  }

  /** When the next piece may be read. */
  long deadlineNanos() {
    return nextNanos;
  }

  void close() throws IOException {
    scrub.close();
  }
}
