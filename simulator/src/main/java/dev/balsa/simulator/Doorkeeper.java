package dev.balsa.simulator;

import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.core.RoleName;
import dev.balsa.log.MemberId;
import dev.balsa.node.FollowerStatus;
import dev.balsa.node.NodeStatus;
import dev.balsa.node.RequestException;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a process that leads does for a member that has lost its past and knocks. The rules are
 * those of {@code Readmission} in structures, which belongs to real connections; what it asks, and
 * what comes of it, is the shipped node.
 */
final class Doorkeeper {
  private static final int SILENT_TIMEOUTS = 10;
  private static final long MILLI = 1_000_000;

  private final World world;
  private final Incarnation process;
  private boolean busy;
  private long waitingTerm = -1;
  private long waitingSinceNanos;

  Doorkeeper(World world, Incarnation process) {
    this.world = world;
    this.process = process;
  }

  /** A successor asks for the place of its former self. */
  void knocked(long successor) {
    OptionalLong former = leaves(successor);
    if (former.isPresent() && !busy) {
      readmit(former.getAsLong(), successor);
    }
  }

  /** Somebody has the number of a member by mistake; if it is not sent away, that is all. */
  void knockedByMistake(long stranger) {
    leaves(stranger);
  }

  /** Whose place a successor may have: that of a member which has long been silent. */
  private OptionalLong leaves(long successor) {
    NodeStatus status = process.core().status();
    Configuration now = status.members().configuration();
    OptionalLong former =
        Stream.concat(now.targetVoters().stream(), now.learners().stream())
            .mapToLong(Long::longValue)
            .filter(member -> MemberId.isSameNumber(member, successor))
            .findFirst();
    if (status.role() != RoleName.LEADER || former.isEmpty() || former.getAsLong() == successor) {
      return OptionalLong.empty();
    }
    if (!isGone(status, former.getAsLong())) {
      world.mark(SimMarks.KNOCKED_EARLY);
      return OptionalLong.empty();
    }
    world.witness().readmits(process.machine().member(), former.getAsLong(), clockNanos());
    return former;
  }

  private boolean isGone(NodeStatus status, long former) {
    if (waitingTerm != status.term()) {
      waitingTerm = status.term();
      waitingSinceNanos = clockNanos();
    }
    long heardMillis =
        status.followers().stream()
            .filter(each -> each.member() == former)
            .mapToLong(FollowerStatus::heardMillis)
            .findFirst()
            .orElse(-1);
    long waitedMillis = (clockNanos() - waitingSinceNanos) / MILLI;
    long silentMillis = (long) SILENT_TIMEOUTS * world.plan().consensus().electionTimeoutMillis();
    return (heardMillis < 0 ? waitedMillis : heardMillis) >= silentMillis;
  }

  private long clockNanos() {
    return process.machine().clockNanos();
  }

  private void readmit(long former, long successor) {
    Configuration configuration = process.core().status().members().configuration();
    String address = configuration.address(former);
    world.trace(
        process.machine().member(),
        "gives " + MemberId.text(successor) + " the place of " + MemberId.text(former));
    busy = true;
    var _ =
        process
            .core()
            .changeMembers(now -> inPlaceOf(now, former, successor, address))
            .whenComplete((members, failure) -> {
              busy = false;
              ended(failure);
            });
    process.asked();
  }

  private void ended(@Nullable Throwable failure) {
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

  private static Change inPlaceOf(Change now, long former, long successor, String address) {
    return now.voters().contains(former)
        ? now.replacing(former, successor, address)
        : now.without(former).withLearner(successor, address);
  }
}
