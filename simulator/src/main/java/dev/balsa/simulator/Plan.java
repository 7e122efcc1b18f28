package dev.balsa.simulator;

import dev.balsa.core.Configuration;
import dev.balsa.core.Settings;
import dev.balsa.log.LogSettings;
import dev.balsa.node.NodeLimits;
import dev.balsa.node.NodeSettings;
import dev.balsa.node.SnapshotLimits;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a seed decides about a run before it starts: how large the cluster is, how it is set up, how
 * its network, disks and clients behave, and what goes wrong how often.
 *
 * @param seed where all of it, and all chance during the run, comes from
 * @param configuration the members it begins with, from 1
 * @param consensus times and bounds of the core, some of them drawn small enough to be met
 * @param limits times and bounds of the node
 * @param snapshots when snapshots are taken and how they travel
 * @param log bounds of the log
 * @param network how messages travel
 * @param disk how long disks take
 * @param workload what clients do
 * @param faults the kinds of faults, each with its mean distance in nanoseconds
 * @param reign who leads rather, and which reads rest on it
 * @param moves how the members change
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
    Moves moves,
    long clockSkew,
    long turnDelayNanos,
    long safetyNanos) {
  private static final long MILLI = 1_000_000;

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
   * @param journaled whether logs share a journal, as in a host of many groups
   */
  record Disk(long syncNanos, double slow, long slowNanos, boolean journaled) {}

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
    return PlanDraw.of(seed);
  }

  /** How many machines there are: the first members, then those that may become some. */
  int machines() {
    return Math.max(configuration.voters().size(), moves.machines());
  }

  /** What a machine's process knows of the members when it starts for the first time. */
  Configuration began(long machine) {
    return configuration.isMember(machine) ? configuration : Configuration.NONE;
  }

  /**
   * Whether a member keeps no state. Where members change it could be left alone, and where states
   * are bent it could not be compared.
   */
  boolean isWitness(long machine) {
    return reign.witness() == machine && !moves.any() && !faults.containsKey(Fault.BENT_STATE);
  }

  /**
   * How a node is set up.
   *
   * @param member the member that runs there now
   * @param nodeSeed where its chance comes from
   */
  NodeSettings settings(long machine, long member, long nodeSeed) {
    Settings core = reign.settings(consensus, machine);
    return new NodeSettings(
        member,
        began(member),
        isWitness(machine) ? core.withPriority(0) : core,
        limits,
        snapshots,
        nodeSeed,
        8 << (seed & 3),
        Scrubbing.limits(this));
  }

  /** Whether disks may be damaged. */
  boolean damages() {
    return Fault.DAMAGES.stream().anyMatch(faults::containsKey);
  }

  /** Whether logs share a journal; what is damaged in one file may be whole in another then. */
  boolean journals() {
    return disk.journaled() && !damages();
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
        smoothDisk ? new Disk(disk.syncNanos(), 0, 0, disk.journaled()) : disk,
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
        moves,
        0,
        0,
        safetyNanos);
  }

  /** The same plan with members that change otherwise. */
  Plan withMoves(Moves newMoves) {
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
        newMoves,
        clockSkew,
        turnDelayNanos,
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
        moves,
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
        moves,
        clockSkew,
        turnDelayNanos,
        newSafetyNanos);
  }
}
