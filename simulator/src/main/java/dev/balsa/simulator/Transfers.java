package dev.balsa.simulator;

import dev.balsa.core.HardState;
import dev.balsa.node.RequestException;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Wishes that another member leads: mostly to the leader, for members that are well, dead, slow or
 * unknown.
 */
final class Transfers {
  private record Wish(Incarnation process, CompletableFuture<Long> outcome) {}

  private final World world;
  private final Chance chance;
  private final long meanNanos;
  private final List<Wish> wishes = new ArrayList<>();
  private boolean over;

  Transfers(World world, Chance chance) {
    this.world = world;
    this.chance = chance;
    this.meanNanos = world.plan().reign().transferNanos();
  }

  void begin() {
    if (meanNanos > 0) {
      later();
    }
  }

  void end() {
    over = true;
  }

  private void later() {
    world.at(
        world.nowNanos() + chance.pause(meanNanos),
        () -> {
          if (!over) {
            wish();
            later();
          }
        });
  }

  private void wish() {
    Incarnation process = chance.below(8) == 0 ? anyone() : world.leader();
    long place = chance.below(world.size() + 2);
    long to = place >= 1 && place <= world.size() ? world.machine(place).member() : place;
    if (process == null) {
      return;
    }
    world.trace(process.machine().id(), "is asked to hand over to " + to);
    CompletableFuture<Long> outcome = process.core().transferLeadership(to);
    wishes.add(new Wish(process, outcome));
    process.asked();
    world.nemesis().handsOver(process.machine());
    var _ = outcome.whenComplete((leader, failure) -> ended(to, leader, failure));
  }

  private @Nullable Incarnation anyone() {
    return world.machine(1 + chance.below(world.size())).process();
  }

  private void ended(long to, @Nullable Long leader, @Nullable Throwable failure) {
    if (leader != null) {
      world.mark(SimMarks.HANDED_OVER);
      if (to != HardState.NOBODY && leader != to) {
        broken("leadership goes where it is said to", "to " + leader + " instead of " + to);
      }
    } else if (failure instanceof RequestException.NotDone) {
      world.mark(SimMarks.NOT_HANDED_OVER);
    } else if (!(failure instanceof RequestException.Unknown)) {
      broken("requests fail as promised", "a transfer failed with " + failure);
    }
  }

  private void broken(String property, String how) {
    world.guard(() -> {
      throw new BrokenProperty(property, how);
    });
  }

  /** Whoever still runs has been told how it came out. */
  void check() {
    for (Wish wish : wishes) {
      if (wish.process().equals(wish.process().machine().process()) && !wish.outcome().isDone()) {
        throw new BrokenProperty(
            "every transfer ends", "member " + wish.process().machine().id() + " never said how");
      }
    }
  }
}
