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

/**
 * What a seed decides about a run before it starts: how large the cluster is, how it is set up, how
 * its network, disks and clients behave, and what goes wrong how often.
 *
 * @param seed where all of it, and all chance during the run, comes from
 * @param configuration the members, from 1
 * @param consensus times and bounds of the core, some of them drawn small enough to be met
 * @param limits times and bounds of the node
 * @param snapshots when snapshots are taken and how they travel
 * @param log bounds of the log
 * @param network how messages travel
 * @param disk how long disks take
 * @param workload what clients do
 * @param faults the kinds of faults, each with its mean distance in nanoseconds
 * @param reign who leads rather, and which reads rest on it
 * @param clockSkew how far the clocks' rates may be off, in millionths
 * @param turnDelayNanos the longest a thread usually waits for its turn
 * @param safetyNanos how long things go wrong, before the cluster has to recover
 */
record Plan(
    long seed,
    Configuration configuration,
    Settings consensus,
    NodeLimits limits,
    SnapshotLimits snapshots,
    LogSettings log,
    Network network,
    Disk disk,
    Workload workload,
    Map<Fault, Long> faults,
    Reign reign,
    long clockSkew,
    long turnDelayNanos,
    long safetyNanos) {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  /** One in so many seeds is free of faults. */
  static final int FAULT_FREE_ONE_IN = 20;

  /** One in so many seeds of those that may has damaged disks. */
  private static final int DAMAGE_ONE_IN = 3;

  /**
   * How messages travel.
   *
   * @param delayNanos the usual time on the way; up to twice that
   * @param late how many are held up much longer
   * @param lateNanos how much longer at most
   * @param lost how many are lost
   * @param doubled how many arrive twice
   * @param ordered whether a connection keeps the order of what it delivers
   * @param noticing whether members notice that a connection is broken
   */
  record Network(
      long delayNanos,
      double late,
      long lateNanos,
      double lost,
      double doubled,
      boolean ordered,
      boolean noticing) {}

  /**
   * How long disks take.
   *
   * @param syncNanos the usual time of a sync; up to twice that
   * @param slow how many syncs are slow
   * @param slowNanos how slow at most
   */
  record Disk(long syncNanos, double slow, long slowNanos) {}

  /**
   * What clients do.
   *
   * @param clients how many there are
   * @param keys how many keys they share
   * @param pauseNanos mean time between an answer and the next question
   * @param reads share of reads
   * @param sets share of compare-and-set
   * @param deletes share of deletes
   * @param valueBytesMax the longest value
   */
  record Workload(
      int clients,
      int keys,
      long pauseNanos,
      double reads,
      double sets,
      double deletes,
      int valueBytesMax) {}

  /** Draws the plan of a seed. */
  static Plan of(long seed) {
    Chance chance = new Chance(seed).fork("plan");
    boolean faultFree = chance.below(FAULT_FREE_ONE_IN) == 0;
    List<Integer> sizes = List.of(1, 2, 3, 3, 3, 3, 3, 3, 4, 5, 5, 5, 5, 6, 7);
    Configuration configuration = members(chance.pick(sizes));
    int electionMillis = chance.pick(List.of(50, 100, 150, 200, 300, 400, 700));
    Settings drawn = consensus(chance, electionMillis);
    Rough rough = faultFree ? null : Rough.of(seed);
    Settings consensus = rough != null ? rough.settings(drawn) : drawn;
    return new Plan(
        seed,
        configuration,
        consensus,
        limits(chance, electionMillis),
        snapshots(new Chance(seed).fork("snapshots"), electionMillis),
        log(chance, consensus),
        rough != null ? rough.network(electionMillis) : network(chance, electionMillis, faultFree),
        rough != null ? rough.disk(electionMillis) : disk(chance, electionMillis, faultFree),
        workload(chance, consensus),
        faultFree ? Map.of() : faults(chance, configuration, electionMillis),
        Reign.of(new Chance(seed).fork("reign"), configuration.voters().size(), electionMillis),
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

  private static Network network(Chance chance, int electionMillis, boolean faultFree) {
    long electionNanos = electionMillis * MILLI;
    long delayNanos = chance.spread(50 * MICRO, electionNanos / 20);
    boolean ordered = chance.below(2) == 0;
    if (faultFree) {
      return new Network(delayNanos, 0, 0, 0, 0, true, true);
    }
    return new Network(
        delayNanos,
        chance.below(2) == 0 ? 0 : chance.share() * 0.05,
        chance.spread(electionNanos / 10, 10 * electionNanos),
        chance.below(2) == 0 ? 0 : chance.share() * chance.pick(List.of(0.01, 0.1, 0.3)),
        chance.below(2) == 0 ? 0 : chance.share() * 0.1,
        ordered,
        chance.below(3) > 0);
  }

  private static Disk disk(Chance chance, int electionMillis, boolean faultFree) {
    long electionNanos = electionMillis * MILLI;
    long syncNanos = chance.spread(50 * MICRO, electionNanos / 20);
    if (faultFree) {
      return new Disk(syncNanos, 0, 0);
    }
    return new Disk(
        syncNanos,
        chance.below(2) == 0 ? 0 : chance.share() * 0.05,
        chance.spread(electionNanos / 10, 5 * electionNanos));
  }

  private static Workload workload(Chance chance, Settings consensus) {
    int clients = chance.between(1, 16);
    return new Workload(
        clients,
        chance.between(1, 8),
        clients * chance.spread(15 * MILLI, 300 * MILLI),
        chance.share() * 0.6,
        chance.share() * 0.4,
        chance.share() * 0.2,
        (int) chance.spread(1, (consensus.commandBytesMax() - 200) / 2));
  }

  private static Map<Fault, Long> faults(
      Chance chance, Configuration configuration, int electionMillis) {
    boolean alone = configuration.voters().size() == 1;
    Map<Fault, Long> faults = new TreeMap<>();
    for (Fault fault : Fault.values()) {
      if (Fault.DAMAGES.contains(fault) || fault == Fault.BENT_STATE) {
        continue;
      }
      boolean chosen = chance.below(2) == 0;
      long meanNanos = chance.spread(30L, 300L) * electionMillis * MILLI;
      if (chosen && !(alone && fault.needsPeers())) {
        faults.put(fault, meanNanos);
      }
    }
    damages(chance.fork("damage"), configuration, faults);
    Bends.choose(chance.fork("bends"), configuration, faults);
    return faults;
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

  /** Whether disks may be damaged. */
  boolean damages() {
    return Fault.DAMAGES.stream().anyMatch(faults::containsKey);
  }

  /** The election timeout, in nanoseconds. */
  long electionNanos() {
    return consensus.electionTimeoutMillis() * MILLI;
  }

  /** The mean distance of a kind of fault that is chosen, in nanoseconds. */
  long meanNanos(Fault fault) {
    return faults.getOrDefault(fault, Long.MAX_VALUE);
  }

  /** The same plan without some kinds of faults, and shorter. */
  Plan reduced(List<Fault> without, long newSafetyNanos) {
    Map<Fault, Long> left = new TreeMap<>(faults);
    without.forEach(left::remove);
    return with(network, disk, workload, left, newSafetyNanos);
  }

  /** The same plan with a kind of fault so many times rarer. */
  Plan rarer(Fault fault, int times) {
    Map<Fault, Long> rarer = new TreeMap<>(faults);
    rarer.computeIfPresent(fault, (same, meanNanos) -> meanNanos * times);
    return with(network, disk, workload, rarer, safetyNanos);
  }

  /**
   * The same plan with some kinds of faults so many times more frequent, where they come at all.
   */
  Plan oftener(List<Fault> some, int times) {
    Map<Fault, Long> more = new TreeMap<>(faults);
    some.forEach(fault -> more.computeIfPresent(fault, (same, meanNanos) -> meanNanos / times));
    return with(network, disk, workload, more, safetyNanos);
  }

  /** The same plan with half as many clients. */
  Plan fewerClients() {
    Workload fewer =
        new Workload(
            Math.max(1, workload.clients() / 2),
            workload.keys(),
            workload.pauseNanos(),
            workload.reads(),
            workload.sets(),
            workload.deletes(),
            workload.valueBytesMax());
    return with(network, disk, fewer, faults, safetyNanos);
  }

  /** The same plan with a network and disks that do all they can. */
  Plan smooth(boolean smoothNetwork, boolean smoothDisk) {
    Network best = new Network(network.delayNanos(), 0, 0, 0, 0, true, true);
    return with(
        smoothNetwork ? best : network,
        smoothDisk ? new Disk(disk.syncNanos(), 0, 0) : disk,
        workload,
        faults,
        safetyNanos);
  }

  /** The same plan with clocks that are right and threads that never wait for their turn. */
  Plan steady() {
    return new Plan(
        seed,
        configuration,
        consensus,
        limits,
        snapshots,
        log,
        network,
        disk,
        workload,
        faults,
        reign,
        0,
        0,
        safetyNanos);
  }

  /** The same plan with the timeouts that members have unless told otherwise. */
  Plan withShippedTimeouts() {
    Settings shipped =
        new Settings(
            Settings.STANDARD.electionTimeoutMillis(),
            Settings.STANDARD.heartbeatMillis(),
            consensus.commandBytesMax(),
            consensus.appendBytesMax(),
            consensus.windowBytesMax(),
            consensus.uncommittedBytesMax(),
            consensus.recentBytesMax(),
            consensus.readsMax());
    return new Plan(
        seed,
        configuration,
        shipped,
        limits,
        snapshots,
        log,
        network,
        disk,
        workload,
        faults,
        reign,
        clockSkew,
        turnDelayNanos,
        safetyNanos);
  }

  private Plan with(
      Network newNetwork,
      Disk newDisk,
      Workload newWorkload,
      Map<Fault, Long> newFaults,
      long newSafetyNanos) {
    return new Plan(
        seed,
        configuration,
        consensus,
        limits,
        snapshots,
        log,
        newNetwork,
        newDisk,
        newWorkload,
        newFaults,
        reign,
        clockSkew,
        turnDelayNanos,
        newSafetyNanos);
  }
}
