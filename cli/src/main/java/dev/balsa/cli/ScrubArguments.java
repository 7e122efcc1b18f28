package dev.balsa.cli;

import dev.balsa.lab.SnapshotArguments;
import dev.balsa.node.ScrubLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a member about reading its disk again. */
final class ScrubArguments {
  private static final double SECONDS_LEAST = 0.1;
  private static final double SECONDS_MOST = 2_000_000;

  @Option(
      names = "--scrub-rate",
      paramLabel = "BYTES",
      converter = SnapshotArguments.ByteCount.class,
      description =
          "Read again what the disk holds, at most so much per second, so that rot is found in time; 0 for"
              + " never (default: 1MiB).")
  private @Nullable Long bytesPerSecond;

  @Option(
      names = "--scrub-every",
      paramLabel = "SECONDS",
      description =
          "From the begin of one round of it to the begin of the next, at least (default: 3600).")
  private @Nullable Double roundSeconds;

  /**
   * The limits these options ask for.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  ScrubLimits limits() {
    ScrubLimits standard = ScrubLimits.STANDARD;
    Long rate = bytesPerSecond;
    Double seconds = roundSeconds;
    if (seconds != null && !(seconds >= SECONDS_LEAST && seconds <= SECONDS_MOST)) {
      throw new IllegalArgumentException(
          "--scrub-every is " + seconds + "; it must be from 0.1 to 2000000 seconds");
    }
    return new ScrubLimits(
        rate == null ? standard.bytesPerSecond() : rate,
        seconds == null ? standard.roundMillis() : (int) Math.round(seconds * 1000));
  }
}
