package dev.balsa.simulator;

import dev.balsa.log.MemberId;
import dev.balsa.node.Members;
import dev.balsa.node.NodeCore;
import dev.balsa.node.Readmission;
import dev.balsa.node.RequestException;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Hears who knocks at a process because it has lost its past, or is there by mistake. */
final class Doorkeeper implements Readmission.Listener {
  private final World world;
  private final Incarnation process;
  private final Readmission readmission;

  Doorkeeper(World world, Incarnation process) {
    this.world = world;
    this.process = process;
    this.readmission =
        new Readmission(world.plan().consensus(), process.machine()::clockNanos, this);
  }

  /** A successor asks for the place of its former self. */
  void knocked(long successor) {
    NodeCore core = process.core();
    readmission.knocked(
        core.status(),
        successor,
        change -> {
          CompletableFuture<Members> changed = core.changeMembers(change);
          process.asked();
          return changed;
        });
  }

  /** Somebody has the number of a member by mistake; if it is not sent away, that is all. */
  void knockedByMistake(long stranger) {
    readmission.leaves(process.core().status(), stranger);
  }

  private Machine machine() {
    return process.machine();
  }

  @Override
  public void tooEarly(long former) {
    world.mark(SimMarks.KNOCKED_EARLY);
  }

  @Override
  public void gone(long former) {
    world.witness().readmits(machine().member(), former, machine().clockNanos());
  }

  @Override
  public void begins(long former, long successor) {
    world.trace(
        machine().member(),
        "gives " + MemberId.text(successor) + " the place of " + MemberId.text(former));
  }

  @Override
  public void ended(long former, long successor, @Nullable Throwable failure) {
    if (failure == null) {
      world.mark(SimMarks.READMITTED);
    } else if (failure instanceof RequestException) {
      world.mark(SimMarks.NOT_READMITTED);
    } else {
      world.guard(() -> {
        throw new BrokenProperty("requests fail as promised", "a readmission: " + failure);
      });
    }
  }
}
