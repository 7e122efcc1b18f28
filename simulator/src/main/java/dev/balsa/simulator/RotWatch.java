package dev.balsa.simulator;

import dev.balsa.log.DamagedLogException;
import dev.balsa.log.Scrub;
import dev.balsa.node.ScrubLimits;
import dev.balsa.simulator.invariants.BrokenProperty;
import org.jspecify.annotations.Nullable;

/**
 * Expects that rot in what is sealed is found by a process that lives on, although nobody needs it:
 * it is read again within a bounded time.
 */
final class RotWatch {
  /*
   * Only what was sealed when it was struck counts: the segment that was open then is not read again before it is
   * sealed, and a snapshot gives way to a newer one.
   */
  private static final String SEGMENT = ".segment";
  private static final int ROUNDS_MAX = 2;
  private static final int TIMEOUTS_MORE = 20;

  /**
   * A step of reading takes so many times as long as the disk does for one, with all in between.
   */
  private static final int STEP_MAX = 4;

  private final World world;
  private final Machine machine;
  private @Nullable Incarnation struck;
  private String open = "";
  private long sinceNanos;
  private long livedNanos;
  private boolean due;

  RotWatch(World world, Machine machine) {
    this.world = world;
    this.machine = machine;
  }

  /** Something on the disk is not what it was. */
  void struck() {
    due = false;
    struck = machine.process();
    sinceNanos = world.nowNanos();
    open =
        machine.disk().files().keySet().stream()
            .filter(name -> name.endsWith(SEGMENT))
            .max(String::compareTo)
            .orElse("");
  }

  /** Nothing is read, or slowly, until a time. */
  void heldUp(long untilNanos) {
    sinceNanos = Math.max(sinceNanos, untilNanos);
  }

  /** A process ends; did it live long enough to read everything again? */
  void ends() {
    if (struck != null && struck == machine.process()) {
      livedNanos = world.nowNanos() - sinceNanos;
      due = livedNanos >= boundNanos();
    }
  }

  /** The start of a process found this. */
  void found(DamagedLogException damage) {
    if (due && damage.file().endsWith(SEGMENT) && damage.file().compareTo(open) < 0) {
      throw new BrokenProperty(
          "rot that nobody needs is found",
          "member "
              + machine.member()
              + " has not noticed for "
              + livedNanos / 1_000_000
              + " ms: "
              + damage.getMessage());
    }
  }

  private long boundNanos() {
    Plan plan = world.plan();
    ScrubLimits limits = Scrubbing.limits(plan);
    long bytes = 0;
    long steps = 0;
    for (Inode file : machine.disk().files().values()) {
      bytes += file.durableBytes();
      steps += 2 + file.durableBytes() / Scrub.BUFFER_BYTES;
    }
    Plan.Disk disk = plan.disk();
    long stepNanos = (long) (STEP_MAX * (disk.syncNanos() + disk.slow() * disk.slowNanos()));
    long roundNanos =
        limits.roundMillis() * 1_000_000L
            + (long) (bytes * 1e9 / limits.bytesPerSecond())
            + steps * stepNanos;
    return ROUNDS_MAX * roundNanos + TIMEOUTS_MORE * plan.electionNanos();
  }
}
