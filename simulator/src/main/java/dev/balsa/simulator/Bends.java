package dev.balsa.simulator;

import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.node.DivergedException;
import dev.balsa.node.Divergence;
import dev.balsa.node.SessionCommand;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * State machines that once do something else than those of the others: who does so must be found,
 * named and, if a majority agrees, stopped, and nobody else.
 */
final class Bends {
  /*
   * Only the answer to a command is another one, and only where others have applied the command
   * before and no client waits for it: so what clients are told can be judged as ever. What is bent
   * is bent in memory, until its process ends or a snapshot takes the place of the state; who is
   * bent takes no snapshot. Each member is wrong in its own way, so the bent ones never agree.
   */

  /** So many election timeouts after the last fault it is found, with as many writes as needed. */
  private static final int FOUND_TIMEOUTS_MAX = 60;

  private static final int WRITES_AT_ONCE = 8;

  /** So many bends are told of in the end. */
  private static final int TOLD_MAX = 8;

  private static final long SECOND = 1_000_000_000;

  private record Bend(long member, long index) {}

  private record Saying(Incarnation by, Divergence divergence) {}

  private final World world;
  private final Set<Long> due = new HashSet<>();
  private final Set<Long> dueAtOnce = new HashSet<>();
  private final List<Bend> bends = new ArrayList<>();
  private final List<Saying> said = new ArrayList<>();
  private long appliedIndex;

  Bends(World world) {
    this.world = world;
  }

  /** Chooses how often it happens; a cluster without a majority besides would say so only. */
  static void choose(Chance chance, Configuration configuration, Map<Fault, Long> faults) {
    boolean chosen = chance.below(2) == 0;
    long meanNanos = chance.spread(2 * SECOND, 40 * SECOND);
    if (chosen && configuration.voters().size() >= 3) {
      faults.put(Fault.BENT_STATE, meanNanos);
    }
  }

  /** Some command that a member is not the first to apply is applied otherwise there. */
  void bend(Machine machine) {
    due.add(machine.id());
  }

  /** The next command is applied otherwise by a member. */
  void bendAtOnce(Machine machine) {
    dueAtOnce.add(machine.id());
  }

  /** Whether this entry is applied otherwise; asked once for each. */
  boolean strikes(Machine machine, Entry entry) {
    boolean strikes =
        dueAtOnce.remove(machine.id())
            || (due.contains(machine.id())
                && entry.index() <= appliedIndex
                && SessionCommand.decode(entry.payload()) instanceof SessionCommand.Plain
                && world.clients().openAt(List.of(machine)) == 0);
    if (strikes) {
      due.remove(machine.id());
      bends.add(new Bend(machine.id(), entry.index()));
      world.mark(SimMarks.BENT_STATE);
      world.trace(machine.id(), "applies entry " + entry.index() + " otherwise than others");
    }
    return strikes;
  }

  /** A member has applied an entry. */
  void applied(Entry entry) {
    appliedIndex = Math.max(appliedIndex, entry.index());
  }

  /** A member says that states differ. */
  void said(Incarnation by, Divergence divergence) {
    said.add(new Saying(by, divergence));
    if (divergence.agreed() == null) {
      world.mark(SimMarks.DIVERGENCE_UNDECIDED);
    }
    if (bends.stream()
        .noneMatch(bend ->
            divergence.hashes().containsKey(bend.member()) && names(divergence, bend.index()))) {
      throw new BrokenProperty(
          "who says that states differ names where",
          "member " + by.machine().id() + " says " + divergence + ", and there were " + bends);
    }
  }

  private static boolean names(Divergence divergence, long index) {
    return divergence.equalIndex() < index && index <= divergence.index();
  }

  /** A node stopped because its state is not that of a majority. */
  void stopped(Incarnation process, DivergedException found) {
    world.mark(SimMarks.DIVERGENCE_FOUND);
    long bentIndex = process.bentIndex();
    if (bentIndex == 0 || !names(found.divergence(), bentIndex)) {
      throw new BrokenProperty(
          "only who differs stops",
          "member "
              + process.machine().id()
              + (bentIndex == 0 ? " is in the right state" : " differs from entry " + bentIndex)
              + ", and stops: "
              + found.getMessage());
    }
  }

  /** Nothing is bent any more; who is bent is found when enough has been written. */
  void uncover(List<Machine> healed, Runnable write) {
    due.clear();
    dueAtOnce.clear();
    long electionNanos = world.plan().electionNanos();
    long deadline = world.nowNanos() + FOUND_TIMEOUTS_MAX * electionNanos;
    Map<Machine, Incarnation> bent = new LinkedHashMap<>();
    for (Machine machine : healed) {
      Incarnation process = machine.process();
      if (process != null && process.bentIndex() > 0) {
        bent.put(machine, process);
      }
    }
    while (!bent.values().stream().allMatch(process -> isUncovered(process, healed))) {
      if (world.nowNanos() >= deadline) {
        throw new BrokenProperty(
            "a state that differs is found",
            "nobody found it among "
                + bent.keySet().stream().map(Machine::id).toList()
                + " after "
                + bends.subList(Math.max(0, bends.size() - TOLD_MAX), bends.size())
                + "; the last that was said is "
                + (said.isEmpty() ? "nothing" : said.getLast().divergence()));
      }
      for (int i = 0; i < WRITES_AT_ONCE; i++) {
        write.run();
      }
      world.runUntil(world.nowNanos() + electionNanos / 2);
    }
    while (!bent.isEmpty() && !healed.stream().allMatch(Machine::isUp)) {
      if (world.nowNanos() >= deadline + FOUND_TIMEOUTS_MAX * electionNanos) {
        throw new BrokenProperty("who was found to differ starts again", "it did not");
      }
      world.runUntil(world.nowNanos() + electionNanos / 2);
    }
  }

  /** It has stopped if a majority is right; if not, somebody has said that it differs. */
  private boolean isUncovered(Incarnation process, List<Machine> healed) {
    if (process.machine().process() != process || process.bentIndex() == 0) {
      return true;
    }
    long right = healed.stream().filter(Bends::isRight).count();
    return right < world.plan().configuration().majority()
        && healed.stream().allMatch(other -> saidOf(process.machine(), other));
  }

  /** Whether two differ, says somebody who is alive; all that are bent differ. */
  private boolean saidOf(Machine one, Machine other) {
    return one == other
        || said.stream()
            .anyMatch(saying -> {
              Long hash = saying.divergence().hashes().get(one.id());
              Long another = saying.divergence().hashes().get(other.id());
              return isUp(saying.by()) && hash != null && another != null && !hash.equals(another);
            });
  }

  private static boolean isUp(Incarnation process) {
    return process.machine().process() == process;
  }

  private static boolean isRight(Machine machine) {
    Incarnation process = machine.process();
    return process != null && process.bentIndex() == 0;
  }
}
