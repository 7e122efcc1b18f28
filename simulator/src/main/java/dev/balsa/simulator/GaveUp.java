package dev.balsa.simulator;

import dev.balsa.log.DamagedLogException;
import dev.balsa.log.DamagedSnapshotException;
import dev.balsa.node.DivergedException;
import dev.balsa.node.RemovedException;
import dev.balsa.simulator.invariants.BrokenProperty;

/** Judges a node that gave up by itself. */
final class GaveUp {
  private GaveUp() {}

  /** Says whether it had to. */
  static void judge(World world, Incarnation process, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    Machine machine = process.machine();
    if (root instanceof InjectedException) {
      world.mark(SimMarks.DISK_FAILED);
    } else if (root instanceof RemovedException) {
      // That it really was is judged where the core says so.
      world.mark(SimMarks.MEMBER_REMOVED);
      machine.leave();
    } else if (root instanceof DivergedException differs) {
      world.bends().stopped(process, differs);
    } else if ((root instanceof DamagedLogException || root instanceof DamagedSnapshotException)
        && machine.disk().damage() != null) {
      world.mark(SimMarks.DAMAGE_FOUND_RUNNING);
      world.witness().refused(machine.member());
    } else {
      throw new BrokenProperty(
          "a node only stops if its disk fails", "member " + machine.id() + ": " + root);
    }
  }
}
