package dev.balsa.simulator;

import dev.balsa.node.Answer;
import dev.balsa.node.Consistency;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Reads that may be stale, judged by what they promise: a bounded one reflects all that was
 * committed up to its bound before it was asked, every answer is no staler than it says, and what
 * one process answers never goes back.
 */
final class StaleReads {
  private record Commit(long nanos, long index) {}

  private static final long MILLI = 1_000_000;

  /** Nobody promises anything about what is longer ago. */
  private static final long HISTORY_NANOS = 120_000 * MILLI;

  private final World world;
  private final Chance chance;
  private final long meanNanos;
  private final Deque<Commit> commits = new ArrayDeque<>();
  private final Map<Incarnation, Long> lastSeen = new WeakHashMap<>();

  StaleReads(World world, Chance chance) {
    this.world = world;
    this.chance = chance;
    this.meanNanos = world.plan().reign().staleReadNanos();
  }

  void begin() {
    if (meanNanos > 0) {
      later();
    }
  }

  private void later() {
    world.at(
        world.nowNanos() + chance.pause(meanNanos),
        () -> {
          if (!world.isLull()) {
            ask();
          }
          if (world.nowNanos() < world.plan().safetyNanos()) {
            later();
          }
        });
  }

  /** Some member knows that everything up to an index is committed. */
  void committed(long index) {
    Commit last = commits.peekLast();
    if (meanNanos > 0 && (last == null || index > last.index())) {
      commits.add(new Commit(world.nowNanos(), index));
      while (commits.getFirst().nanos() < world.nowNanos() - HISTORY_NANOS && commits.size() > 1) {
        commits.removeFirst();
      }
    }
  }

  private long committedAt(long nanos) {
    long index = 0;
    for (Commit commit : commits) {
      if (commit.nanos() >= nanos) {
        break;
      }
      index = commit.index();
    }
    return index;
  }

  private void ask() {
    Incarnation process = world.machine(1 + chance.below(world.size())).process();
    boolean local = chance.below(3) == 0;
    long boundMillis = chance.spread(1, 5_000);
    if (process == null) {
      return;
    }
    long askedNanos = world.nowNanos();
    Consistency consistency = local ? Consistency.LOCAL : Consistency.bounded(boundMillis);
    long least = local ? 0 : committedAt(askedNanos - longestNanos(boundMillis));
    var _ =
        process
            .core()
            .read(consistency, () -> process.core().status().appliedIndex())
            .thenAccept(answer -> world.guard(() -> judge(process, answer, least)));
    process.asked();
  }

  private void judge(Incarnation process, Answer<Long> answer, long least) {
    long member = process.machine().member();
    if (answer.value() < least) {
      broken(member, "as of entry " + answer.value() + ", and its bound asks for " + least);
    }
    if (answer.staleMillis() == Answer.UNKNOWN) {
      world.mark(SimMarks.STALENESS_UNKNOWN);
    } else {
      long known = committedAt(world.nowNanos() - longestNanos(answer.staleMillis()));
      world.mark(SimMarks.STALENESS_TOLD);
      if (answer.value() < known) {
        broken(
            member,
            "as of entry "
                + answer.value()
                + " and calls it "
                + answer.staleMillis()
                + " ms old, and entry "
                + known
                + " is older");
      }
    }
    long before = lastSeen.getOrDefault(process, 0L);
    if (answer.value() < before) {
      broken(member, "as of entry " + answer.value() + " after one as of entry " + before);
    }
    lastSeen.put(process, answer.value());
  }

  private static void broken(long member, String how) {
    throw new BrokenProperty(
        "a stale read is no staler than it says", "member " + member + " answers " + how);
  }

  /** How long a time by a member's clock takes at most. */
  private long longestNanos(long millis) {
    long slowest = SimClock.RIGHT - world.plan().reign().clockSkew(Nemesis.CLOCK_SKEW_MAX);
    return millis * MILLI * SimClock.RIGHT / slowest;
  }
}
