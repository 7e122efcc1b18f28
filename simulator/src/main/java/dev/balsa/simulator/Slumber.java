package dev.balsa.simulator;

import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Raft;
import dev.balsa.core.Server;
import dev.balsa.node.HostLimits;
import dev.balsa.node.NodeCore;
import dev.balsa.node.Quiescence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The core of a process, which sleeps while nothing happens if the seed says so, as it does in a
 * host of many groups.
 */
final class Slumber {
  /*
   * Clients fall silent again and again where groups sleep, each time for long enough, or hardly any
   * would ever get to it.
   */
  private static final long LULL_QUIETS = 6;
  private static final int SLEEP_TIMEOUTS_LEAST = 30;
  private static final int SLEEP_TIMEOUTS_MOST = 200;

  private final World world;
  private final DelayedServer server;
  private final @Nullable Quiescence quiescence;
  private boolean slept;

  Slumber(World world, Machine machine, Raft raft) {
    this.world = world;
    this.server = new DelayedServer(raft);
    this.quiescence =
        mayCome(world.plan())
            ? new Quiescence(
                server,
                machine.member(),
                raft.configuration(),
                limits(world.plan()),
                1.0 / machine.id(),
                member -> world.network().isConnected(machine.member(), member))
            : null;
  }

  /** Whether groups sleep at all. */
  static boolean mayCome(Plan plan) {
    return plan.reign().quietTimeouts() > 0;
  }

  private static HostLimits limits(Plan plan) {
    int electionMillis = plan.consensus().electionTimeoutMillis();
    int timeouts =
        new Chance(plan.seed()).fork("slumber").between(SLEEP_TIMEOUTS_LEAST, SLEEP_TIMEOUTS_MOST);
    return HostLimits.STANDARD.withSleep(
        plan.reign().quietTimeouts() * electionMillis, timeouts * electionMillis);
  }

  /** Whether clients are silent now, so that a group may go to sleep. */
  static boolean isLull(Plan plan, long nowNanos) {
    return mayCome(plan)
        && nowNanos / (LULL_QUIETS * plan.reign().quietTimeouts() * plan.electionNanos()) % 2 == 1;
  }

  /** What the node turns. */
  Server core() {
    return quiescence == null ? server : quiescence;
  }

  Raft raft() {
    return server.raft();
  }

  /** The disk begins to work. */
  void workBegins() {
    server.workBegins();
  }

  /**
   * The disk has ended its work, up to a write. What it says of that wakes a group; here it was
   * held back until now, so the node is told that it has lost the connection to nobody.
   */
  void workEnds(long write, NodeCore node) {
    server.workEnds(write);
    if (isAsleep() && server.deadlineNanos() == Long.MIN_VALUE) {
      node.disconnected(HardState.NOBODY);
    }
  }

  boolean isAsleep() {
    return quiescence != null && quiescence.isAsleep();
  }

  /** A turn of the core is over. */
  void turned(List<Event> events) {
    boolean asleep = isAsleep();
    if (asleep && !slept) {
      world.mark(SimMarks.FELL_ASLEEP);
    } else if (slept && !asleep) {
      boolean heard = events.stream().anyMatch(event -> event instanceof Event.Received);
      world.mark(
          heard
              ? SimMarks.WOKE_BY_MESSAGE
              : events.isEmpty() ? SimMarks.WOKE : SimMarks.WOKE_BY_REQUEST);
    }
    slept = asleep;
  }
}
