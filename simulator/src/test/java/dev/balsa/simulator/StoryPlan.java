package dev.balsa.simulator;

import dev.balsa.core.Configuration;
import dev.balsa.core.Settings;
import dev.balsa.log.LogSettings;
import dev.balsa.node.NodeLimits;
import dev.balsa.node.SnapshotLimits;
import java.util.Map;
import java.util.stream.LongStream;

/** The plan of a {@link Scenario}: a small cluster in which nothing goes wrong by itself. */
final class StoryPlan {
  private static final int ELECTION_MILLIS = 150;
  private static final int SMALL_SEGMENT_BYTES = 2 << 20;
  private static final long MILLI = 1_000_000;

  /** A network that does all it can. */
  static final Plan.Network CALM = new Plan.Network(MILLI, 0, 0, 0, 0, true, true);

  /** A network that doubles, delays, reorders and loses. */
  static final Plan.Network NOISY =
      new Plan.Network(5 * MILLI, 0.2, 300 * MILLI, 0.05, 0.5, false, true);

  private StoryPlan() {}

  static Plan of(
      long seed,
      int members,
      Plan.Network network,
      int segmentBytes,
      SnapshotLimits snapshots,
      Reign reign) {
    int commandBytesMax = Scenario.COMMAND_BYTES_MAX;
    return of(
        seed,
        members,
        new Settings(ELECTION_MILLIS, 30, commandBytesMax, 4096, 16_384, 65_536, 8192, 1000),
        new NodeLimits(1 << 20, 1000, 4096, 1 << 20, 16_384, 2000, 20_000, 50, 1000),
        snapshots,
        LogSettings.STANDARD
            .withSizes(segmentBytes, commandBytesMax)
            .withMemory(8192, 4096)
            .withSnapshotChunkBytes(1024),
        network,
        reign);
  }

  /**
   * With every setting as members are shipped, but for the size of files, which a simulated disk
   * keeps in memory.
   */
  static Plan asShipped(long seed, int members) {
    return of(
        seed,
        members,
        Settings.STANDARD,
        NodeLimits.STANDARD,
        SnapshotLimits.STANDARD,
        LogSettings.STANDARD.withSizes(SMALL_SEGMENT_BYTES, Settings.STANDARD.commandBytesMax()),
        CALM,
        Reign.PLAIN);
  }

  private static Plan of(
      long seed,
      int members,
      Settings consensus,
      NodeLimits limits,
      SnapshotLimits snapshots,
      LogSettings log,
      Plan.Network network,
      Reign reign) {
    return new Plan(
        seed,
        new Configuration(LongStream.rangeClosed(1, members).boxed().toList()),
        consensus,
        limits,
        snapshots,
        log,
        network,
        new Plan.Disk(MILLI / 2, 0, 0, false),
        new Plan.Workload(0, 1, 1, 0, 0, 0, 1),
        Map.of(Fault.FLIPPED_BITS, Long.MAX_VALUE),
        reign,
        Moves.NONE,
        0,
        MILLI / 10,
        0);
  }
}
