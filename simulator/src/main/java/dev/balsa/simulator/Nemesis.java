package dev.balsa.simulator;

import dev.balsa.core.Bytes;
import dev.balsa.kv.Commands;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.StoreLimits;
import dev.balsa.log.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes things go wrong, of the kinds and as often as the plan says. */
final class Nemesis {
  private static final long MILLI = 1_000_000;

  /** By so much, in millionths, a clock's rate may be off. */
  static final long CLOCK_SKEW_MAX = 450_000;

  private static final int TRIES_MAX = 100;
  private static final int STARTS_MAX = 10;

  private static final int FULL_RESTART_ONE_IN = 4;
  private static final int HAND_OVER_PAUSE_ONE_IN = 4;
  private static final int TAIL_CRASH_ONE_IN = 3;
  private static final int SNAPSHOT_CRASH_ONE_IN = 15;
  private static final int SUCCESSION_ONE_IN = 2;
  private static final int SUCCESSION_LOOKS = 100;
  private static final Bytes ALONE = Bytes.utf8("alone");
  private static final int ALONE_ENTRIES = 12;

  private final World world;
  private final Chance chance;
  private final long electionNanos;
  private final Chance cuts;
  private final Chance snapshotCuts;
  private final Chance memberCuts;
  private final Chance fullDisks;
  private final Chance handOvers;
  private final Chance leases;
  private boolean over;

  Nemesis(World world, Chance chance) {
    this.world = world;
    this.chance = chance;
    this.cuts = chance.fork("cuts");
    this.snapshotCuts = chance.fork("snapshot cuts");
    this.memberCuts = chance.fork("member cuts");
    this.fullDisks = chance.fork("full disks");
    this.handOvers = chance.fork("hand-overs");
    this.leases = chance.fork("leases");
    this.electionNanos = world.plan().electionNanos();
  }

  /** Begins. */
  void begin() {
    world
        .plan()
        .faults()
        .forEach((fault, meanNanos) -> strikeLater(fault, meanNanos, chance.fork(fault.name())));
  }

  /** Ends; what is broken stays broken. */
  void end() {
    over = true;
  }

  private void strikeLater(Fault fault, long meanNanos, Chance own) {
    world.at(
        world.nowNanos() + own.pause(meanNanos),
        () -> {
          if (!over) {
            world.trace(0, "fault " + fault);
            strike(fault, own);
            strikeLater(fault, meanNanos, own);
          }
        });
  }

  private void strike(Fault fault, Chance own) {
    Machine machine = world.machine(1 + own.below(world.size()));
    Machine leader = world.leading();
    long now = world.nowNanos();
    long until = now + own.spread(MILLI, 12 * electionNanos);
    switch (fault) {
      case KILL -> killed(machine, own, false);
      case KILL_LEADER -> killed(leader == null ? machine : leader, own, false);
      case POWER -> killed(machine, own, true);
      case POWER_OF_ALL -> {
        world.mark(SimMarks.POWER_CUT_OF_ALL);
        for (Machine each : world.machines()) {
          killed(each, own, true);
        }
      }
      case STOP -> {
        machine.stop();
        startLater(machine, own);
      }
      case PAUSE -> machine.pause(until);
      case PAUSE_LEADER -> {
        if (leader != null) {
          world.mark(SimMarks.LEADER_PAUSED);
          leader.pause(until);
        }
      }
      case PARTITION -> partition(own, until);
      case ISOLATE -> isolate(leader == null ? machine : leader, own, until);
      case PARTIAL -> partial(own, until);
      case RESET -> world.network().reset(machine.id(), other(machine, own));
      case CLOG -> world.network().clog(machine.id(), until);
      case SLOW_DISK -> machine.slowDisk(until);
      case HUNG_DISK -> {
        world.mark(SimMarks.DISK_HUNG);
        machine.hangDisk(until);
      }
      case DISK_ERROR -> machine.disk().arm(own.pick(List.of(SimDisk.Fault.values())));
      case FULL_DISK -> {
        // A machine where nothing runs would hardly notice.
        Machine full = machine.process() == null && leader != null ? leader : machine;
        full.disk().fill(own.below(4_096));
        world.at(now + own.below(60 * electionNanos), full.disk()::disarm);
      }
      case CLOCK -> machine.skewClock(own.pick(List.of(1_000L, 100_000L, CLOCK_SKEW_MAX)));
      case SLOW_APPLY -> machine.pauseApplier(until);
      case FLIPPED_BITS -> damage(machine, Damage.FLIPPED_BITS, own, 0);
      case ZEROED_PAGE -> damage(machine, Damage.ZEROED_PAGE, own, 0);
      case PHANTOM_WRITE -> damage(machine, Damage.PHANTOM_WRITE, own, 0);
      case MISDIRECTED_WRITE -> damage(machine, Damage.MISDIRECTED_WRITE, own, 0);
      case BENT_STATE -> world.bends().bend(machine);
      case OLD_DIRECTORY -> {
        if (!world.witness().cluster().decidesAlone(machine.member())) {
          putBackLater(machine, machine.past().backup(), own, 0);
        }
      }
      case WIPED -> wipe(machine, own);
      case STRANGER -> {
        if (leader != null) {
          leader.past().knockedByMistake(MemberId.successor(machine.id(), own::next));
        }
      }
    }
  }

  /**
   * A member has noticed that its disk is full: sometimes its process ends, and the next finds it.
   */
  void diskFull(Machine machine) {
    if (fullDisks.below(FULL_RESTART_ONE_IN) == 0) {
      world.at(
          world.nowNanos() + fullDisks.below(electionNanos),
          () -> {
            if (!over && machine.isUp()) {
              killed(machine, fullDisks, false);
            }
          });
    }
  }

  /** A leader begins to hand over: sometimes it is slow just then, so that a third one may lead. */
  void handsOver(Machine machine) {
    if (!over
        && world.plan().faults().containsKey(Fault.PAUSE_LEADER)
        && handOvers.below(HAND_OVER_PAUSE_ONE_IN) == 0) {
      long until = world.nowNanos() + handOvers.spread(electionNanos, 6 * electionNanos);
      world.at(world.nowNanos() + handOvers.below(electionNanos / 2), () -> machine.pause(until));
    }
  }

  /**
   * The tail of a log is being replaced on a disk: where crashes happen at all, one of them comes
   * just then, sometimes.
   */
  void tailCut(Machine machine) {
    crashSometimes(machine, cuts, TAIL_CRASH_ONE_IN);
  }

  /** The same, where a snapshot takes the place of the one before, which is seen more often. */
  void snapshotWritten(Machine machine) {
    crashSometimes(machine, snapshotCuts, SNAPSHOT_CRASH_ONE_IN);
  }

  /** The same, where a machine shall be one of very few that vote. */
  void newVoter(Machine machine) {
    crashSometimes(machine, memberCuts, 1);
  }

  private void crashSometimes(Machine machine, Chance own, int oneIn) {
    Map<Fault, Long> faults = world.plan().faults();
    boolean kills = faults.containsKey(Fault.KILL);
    boolean cutsPower = faults.containsKey(Fault.POWER);
    if (!over && (kills || cutsPower) && own.below(oneIn) == 0) {
      boolean power = cutsPower && (!kills || own.below(2) == 0);
      world.at(
          world.nowNanos() + own.below(world.plan().disk().syncNanos() / 2),
          () -> {
            if (!over && machine.isUp()) {
              killed(machine, own, power);
            }
          });
    }
  }

  private long other(Machine machine, Chance own) {
    long step = 1L + own.below(world.size() - 1);
    return 1 + (machine.id() - 1 + step) % world.size();
  }

  private void killed(Machine machine, Chance own, boolean power) {
    if (power) {
      machine.cutPower();
    } else {
      machine.kill();
    }
    startLater(machine, own);
  }

  private void startLater(Machine machine, Chance own) {
    long start = world.nowNanos() + own.spread(MILLI, 10 * electionNanos);
    world.at(start, machine::start);
    if (own.below(3) == 0) {
      // A crash while it recovers from the last one.
      boolean power = own.below(2) == 0;
      world.at(
          start + own.below(4 * world.plan().disk().syncNanos()),
          () -> {
            if (!over && machine.isStarting()) {
              killed(machine, own, power);
            }
          });
    }
  }

  /** Damages a disk once it is idle and holds something that can be damaged in this way. */
  private void damage(Machine machine, Damage kind, Chance own, int tried) {
    if (!over
        && world.atlas().admits(machine.member())
        && !machine.past().damage(kind)
        && tried < TRIES_MAX) {
      world.at(
          world.nowNanos() + own.below(electionNanos / 4),
          () -> damage(machine, kind, own, tried + 1));
    }
  }

  /** Puts a copy back once its peers can notice that, which needs two starts in between. */
  private void putBackLater(Machine machine, Home.Backup backup, Chance own, int tried) {
    world.at(
        world.nowNanos() + own.spread(electionNanos, 40 * electionNanos),
        () -> {
          if (over
              || machine.member() != backup.member()
              || !world.atlas().admits(machine.member())
              || tried > STARTS_MAX) {
            return;
          }
          if (machine.past().bootCounter() < backup.bootCounter() + 2) {
            killed(machine, own, false);
            putBackLater(machine, backup, own, tried + 1);
          } else {
            machine.past().putBack(backup);
            startLater(machine, own);
          }
        });
  }

  private void wipe(Machine machine, Chance own) {
    if (world.atlas().admits(machine.member())) {
      machine.past().wipe();
      startLater(machine, own);
    }
  }

  private void partition(Chance own, long until) {
    world.mark(SimMarks.PARTITIONED);
    long side = own.next();
    List<long[]> cut = new ArrayList<>();
    for (long from = 1; from <= world.size(); from++) {
      for (long to = 1; to <= world.size(); to++) {
        if (((side >>> from) & 1) != ((side >>> to) & 1)) {
          cut.add(new long[] {from, to});
        }
      }
    }
    cut(cut, until);
  }

  private void isolate(Machine machine, Chance own, long until) {
    int way = own.below(3);
    List<long[]> cut = new ArrayList<>();
    for (long other = 1; other <= world.size(); other++) {
      if (other != machine.id() && way != 1) {
        cut.add(new long[] {machine.id(), other});
      }
      if (other != machine.id() && way != 0) {
        cut.add(new long[] {other, machine.id()});
      }
    }
    if (way != 2) {
      world.mark(SimMarks.ONE_WAY);
    }
    cut(cut, until);
    LeaseReads.askSoon(world, machine, leases);
    if (own.below(SUCCESSION_ONE_IN) == 0) {
      appendAlone(machine);
      succeed(machine, own, cut, SUCCESSION_LOOKS);
    }
  }

  /** Its log gets longer than those of the others, for nothing. */
  private static void appendAlone(Machine machine) {
    Incarnation process = machine.process();
    if (process == null || !process.leads()) {
      return;
    }
    for (int i = 0; i < ALONE_ENTRIES; i++) {
      PutRequest put = PutRequest.of(ALONE, Bytes.utf8("entry " + i));
      var _ = process.core().propose(Commands.encode(put, StoreLimits.STANDARD));
    }
    process.asked();
  }

  /**
   * Whoever leads in the place of the one that was cut off dies soon, and the other one is back
   * with whatever it has appended alone.
   */
  private void succeed(Machine returns, Chance own, List<long[]> cut, int looks) {
    world.at(
        world.nowNanos() + electionNanos / 16,
        () -> {
          Machine successor = leaderBeside(returns);
          if (over || looks == 0) {
            return;
          }
          if (successor == null) {
            succeed(returns, own, cut, looks - 1);
            return;
          }
          world.mark(SimMarks.SUCCESSOR_DIES);
          cut.forEach(way -> world.network().block(way[0], way[1], false));
          killed(successor, own, false);
        });
  }

  private @Nullable Machine leaderBeside(Machine other) {
    for (Machine machine : world.machines()) {
      if (machine != other && machine.leads() && hasCommittedAll(machine)) {
        return machine;
      }
    }
    return null;
  }

  private static boolean hasCommittedAll(Machine machine) {
    Incarnation process = machine.process();
    return process != null
        && process.raft().lastTerm() == process.raft().term()
        && process.raft().commitIndex() == process.raft().lastIndex();
  }

  private void partial(Chance own, long until) {
    if (ForgottenPromises.tempt(world, leases)) {
      return;
    }
    double share = own.share();
    boolean oneWay = own.below(2) == 0;
    List<long[]> cut = new ArrayList<>();
    for (long one = 1; one <= world.size(); one++) {
      for (long other = one + 1; other <= world.size(); other++) {
        if (own.happens(share)) {
          boolean there = own.below(2) == 0;
          if (!oneWay || there) {
            cut.add(new long[] {one, other});
          }
          if (!oneWay || !there) {
            cut.add(new long[] {other, one});
          }
        }
      }
    }
    if (oneWay && !cut.isEmpty()) {
      world.mark(SimMarks.ONE_WAY);
    }
    cut(cut, until);
  }

  private void cut(List<long[]> directions, long until) {
    for (long[] direction : directions) {
      world.network().block(direction[0], direction[1], true);
    }
    world.at(
        until,
        () -> {
          if (!over) {
            for (long[] direction : directions) {
              world.network().block(direction[0], direction[1], false);
            }
          }
        });
  }
}
