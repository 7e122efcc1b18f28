package dev.balsa.simulator;

import dev.balsa.core.Configuration;
import dev.balsa.core.Settings;
import dev.balsa.log.LogSettings;
import dev.balsa.node.NodeLimits;
import dev.balsa.node.SnapshotLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Draws the plans of seeds. */
final class PlanDraw {
  private static final long MICRO = 1_000;

  /** In one of so many seeds logs share a journal. */
  private static final int JOURNAL_ONE_IN = 3;

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  /** One in so many seeds is free of faults. */
  private static final int FAULT_FREE_ONE_IN = 20;

  /** One in so many seeds of those that may has damaged disks. */
  private static final int DAMAGE_ONE_IN = 3;

  private PlanDraw() {}

  /** Draws the plan of a seed. */
  static Plan of(long seed) {
    Chance chance = new Chance(seed).fork("plan");
    boolean faultFree = chance.below(FAULT_FREE_ONE_IN) == 0;
    List<Integer> sizes = List.of(1, 2, 3, 3, 3, 3, 3, 3, 4, 5, 5, 5, 5, 6, 7);
    Configuration configuration = members(chance.pick(sizes));
    int electionMillis = chance.pick(List.of(50, 100, 150, 200, 300, 400, 700));
    Settings drawn = consensus(chance, electionMillis);
    Moves moves = Moves.of(new Chance(seed).fork("moves"), configuration, electionMillis);
    Rough rough = faultFree ? null : Rough.of(seed);
    Settings consensus = rough != null ? rough.settings(drawn) : drawn;
    return new Plan(
        seed,
        configuration,
        consensus,
        limits(chance, electionMillis),
        snapshots(new Chance(seed).fork("snapshots"), electionMillis),
        chunks(new Chance(seed).fork("chunks"), log(chance, consensus)),
        rough != null ? rough.network(electionMillis) : network(chance, electionMillis, faultFree),
        rough != null ? rough.disk(electionMillis) : disk(chance, electionMillis, faultFree),
        workload(chance, consensus),
        faultFree ? Map.of() : faults(chance, configuration, moves, electionMillis),
        Reign.of(
            new Chance(seed).fork("reign"),
            Math.max(configuration.voters().size(), moves.machines()),
            electionMillis),
        moves,
        faultFree ? 0 : chance.pick(List.of(0L, 1_000L, 50_000L, 200_000L)),
        chance.pick(List.of(0L, 20 * MICRO, MILLI, 5 * MILLI)),
        chance.between(60 * SECOND, 180 * SECOND));
  }

  private static Configuration members(int count) {
    List<Long> members = new ArrayList<>();
    for (long member = 1; member <= count; member++) {
      members.add(member);
    }
    return new Configuration(members);
  }

  private static Settings consensus(Chance chance, int electionMillis) {
    int commandBytesMax = chance.pick(List.of(512, 1024, 4096));
    int appendBytesMax = (int) chance.spread(1024, 64 * 1024);
    return new Settings(
        electionMillis,
        electionMillis / chance.between(3, 8),
        commandBytesMax,
        appendBytesMax,
        appendBytesMax * chance.between(1L, 8L),
        commandBytesMax * chance.pick(List.of(1L, 1L, 2L, 64L)),
        appendBytesMax * chance.pick(List.of(1L, 2L, 16L, 256L)),
        (int) chance.spread(1, 1000));
  }

  private static NodeLimits limits(Chance chance, int electionMillis) {
    return new NodeLimits(
        chance.pick(List.of(64L << 10, 1L << 20)),
        (int) chance.spread(2, 1000),
        (int) chance.spread(16, 4096),
        1L << 20,
        (int) chance.spread(1024, 64 * 1024),
        electionMillis * chance.between(3, 40),
        electionMillis * 100,
        50,
        10_000);
  }

  private static SnapshotLimits snapshots(Chance chance, int electionMillis) {
    if (chance.below(2) == 0) {
      return SnapshotLimits.STANDARD;
    }
    int resendMillis = electionMillis * chance.between(1, 4);
    return new SnapshotLimits(
        chance.spread(1024, 64 * 1024),
        chance.pick(List.of(0L, 0L, 4L << 10, 64L << 10)),
        (int) chance.spread(1024, 16 * 1024),
        chance.between(1, 8),
        resendMillis,
        resendMillis * chance.between(2, 10));
  }

  private static LogSettings log(Chance chance, Settings consensus) {
    int recordBytesMax = consensus.commandBytesMax();
    int least = (recordBytesMax + LogSettings.ROOM_BYTES + 4095) / 4096;
    int segmentBytes = 4096 * chance.between(least, least + 15);
    return LogSettings.STANDARD
        .withSizes(segmentBytes, recordBytesMax)
        .withMemory(
            (int) chance.spread(512, 64 * 1024),
            chance.pick(List.of(0L, 512L, 8L << 10, 256L << 10)));
  }

  /** Chunks of snapshots as small as the states here, and some without a fingerprint. */
  private static LogSettings chunks(Chance chance, LogSettings settings) {
    return settings
        .withSnapshotChunkBytes((int) chance.spread(512, 16 * 1024))
        .withSnapshotFingerprintsMax(
            chance.pick(List.of(8, 64, LogSettings.SNAPSHOT_FINGERPRINTS_STANDARD)));
  }

  private static Plan.Network network(Chance chance, int electionMillis, boolean faultFree) {
    long electionNanos = electionMillis * MILLI;
    long delayNanos = chance.spread(50 * MICRO, electionNanos / 20);
    boolean ordered = chance.below(2) == 0;
    if (faultFree) {
      return new Plan.Network(delayNanos, 0, 0, 0, 0, true, true);
    }
    return new Plan.Network(
        delayNanos,
        chance.below(2) == 0 ? 0 : chance.share() * 0.05,
        chance.spread(electionNanos / 10, 10 * electionNanos),
        chance.below(2) == 0 ? 0 : chance.share() * chance.pick(List.of(0.01, 0.1, 0.3)),
        chance.below(2) == 0 ? 0 : chance.share() * 0.1,
        ordered,
        chance.below(3) > 0);
  }

  private static Plan.Disk disk(Chance chance, int electionMillis, boolean faultFree) {
    long electionNanos = electionMillis * MILLI;
    long syncNanos = chance.spread(50 * MICRO, electionNanos / 20);
    boolean journaled = chance.fork("journal").below(JOURNAL_ONE_IN) == 0;
    if (faultFree) {
      return new Plan.Disk(syncNanos, 0, 0, journaled);
    }
    return new Plan.Disk(
        syncNanos,
        chance.below(2) == 0 ? 0 : chance.share() * 0.05,
        chance.spread(electionNanos / 10, 5 * electionNanos),
        journaled);
  }

  private static Plan.Workload workload(Chance chance, Settings consensus) {
    int clients = chance.between(1, 16);
    return new Plan.Workload(
        clients,
        chance.between(1, 8),
        clients * chance.spread(15 * MILLI, 300 * MILLI),
        chance.share() * 0.6,
        chance.share() * 0.4,
        chance.share() * 0.2,
        (int) chance.spread(1, (consensus.commandBytesMax() - 200) / 2));
  }

  private static Map<Fault, Long> faults(
      Chance chance, Configuration configuration, Moves moves, int electionMillis) {
    boolean alone = configuration.voters().size() == 1;
    Map<Fault, Long> faults = new TreeMap<>();
    for (Fault fault : Fault.values()) {
      if (Fault.DAMAGES.contains(fault) || Fault.RARE.contains(fault)) {
        continue;
      }
      boolean chosen = chance.below(2) == 0;
      long meanNanos = chance.spread(30L, 300L) * electionMillis * MILLI;
      if (chosen && !(alone && fault.needsPeers())) {
        faults.put(fault, meanNanos);
      }
    }
    if (!moves.any()) {
      // These take it for granted who the members are.
      damages(chance.fork("damage"), configuration, faults);
      Bends.choose(chance.fork("bends"), configuration, faults);
    } else if (moves.rejoins()) {
      lossesOfThePast(chance.fork("losses of the past"), faults);
    }
    return faults;
  }

  /** Often, because who has lost its past comes back. */
  private static void lossesOfThePast(Chance chance, Map<Fault, Long> faults) {
    faults.put(Fault.WIPED, chance.spread(5 * SECOND, 60 * SECOND));
    faults.put(Fault.STRANGER, chance.spread(5 * SECOND, 60 * SECOND));
    for (Fault fault : Fault.DAMAGES) {
      boolean chosen = chance.below(2) == 0;
      long meanNanos = chance.spread(5 * SECOND, 100 * SECOND);
      if (chosen) {
        faults.put(fault, meanNanos);
      }
    }
  }

  /** Seldom, because who finds damage stays down, and a cluster of fewer members meets less. */
  private static void damages(Chance chance, Configuration configuration, Map<Fault, Long> faults) {
    if (configuration.voters().size() < 3 || chance.below(DAMAGE_ONE_IN) > 0) {
      return;
    }
    for (Fault fault : Fault.DAMAGES) {
      boolean chosen = chance.below(2) == 0;
      long meanNanos = chance.spread(5 * SECOND, 100 * SECOND);
      if (chosen) {
        faults.put(fault, meanNanos);
      }
    }
  }
}
