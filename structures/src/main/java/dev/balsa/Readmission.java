package dev.balsa;

import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.core.RoleName;
import dev.balsa.core.Settings;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.net.NetListener;
import dev.balsa.node.FollowerStatus;
import dev.balsa.node.NodeStatus;
import dev.balsa.node.RaftNode;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives a member that has lost its past its place back, if this one leads: its former self leaves,
 * and its successor is filled and votes when it has caught up. See docs/repair.md.
 */
final class Readmission implements NetListener {
  /*
   * Whoever has the number of a member may be somebody's mistake: a second machine that was given
   * the number of one that runs. So the former self must have been silent for a while; a leader that
   * has never heard from it waits for that while itself. Knocks are repeated, so nothing has to be
   * remembered but since when.
   */
  private static final System.Logger LOG = System.getLogger(Readmission.class.getPackageName());

  /** So many election timeouts without a word, and a member's former self is taken for gone. */
  static final int SILENT_TIMEOUTS = 10;

  private final long silentMillis;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile @Nullable RaftNode node;
  private long waitingTerm = -1;
  private long waitingSinceNanos;

  Readmission(Settings consensus) {
    this.silentMillis = (long) SILENT_TIMEOUTS * consensus.electionTimeoutMillis();
  }

  /** From now on there is a node to change the members with. */
  void of(RaftNode started) {
    node = started;
  }

  @Override
  public void knocked(Identity successor) {
    RaftNode leader = node;
    if (leader == null) {
      return;
    }
    NodeStatus status = leader.status();
    Configuration now = status.members().configuration();
    OptionalLong former = former(now, successor.memberId());
    if (status.role() == RoleName.LEADER
        && former.isPresent()
        && former.getAsLong() != successor.memberId()
        && isGone(status, former.getAsLong())
        && busy.compareAndSet(false, true)) {
      readmit(leader, former.getAsLong(), successor.memberId(), now);
    }
  }

  /**
   * Whose place a successor may have: of whoever has its number once the change that is going on
   * has come to its end. That is another successor if this one's past was lost while it caught up.
   */
  static OptionalLong former(Configuration now, long successor) {
    return Stream.concat(now.targetVoters().stream(), now.learners().stream())
        .mapToLong(Long::longValue)
        .filter(member -> MemberId.isSameNumber(member, successor))
        .findFirst();
  }

  /** Only the transport's thread asks. */
  private boolean isGone(NodeStatus status, long former) {
    if (waitingTerm != status.term()) {
      waitingTerm = status.term();
      waitingSinceNanos = System.nanoTime();
    }
    long heardMillis =
        status.followers().stream()
            .filter(each -> each.member() == former)
            .mapToLong(FollowerStatus::heardMillis)
            .findFirst()
            .orElse(-1);
    long waitedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - waitingSinceNanos);
    return (heardMillis < 0 ? waitedMillis : heardMillis) >= silentMillis;
  }

  private void readmit(RaftNode leader, long former, long successor, Configuration configuration) {
    String who = "member " + MemberId.text(former);
    LOG.log(
        Level.WARNING, who + " has lost its past and comes back as " + MemberId.text(successor));
    String address = configuration.address(former);
    var unused =
        leader
            .changeMembers(now -> inPlaceOf(now, former, successor, address))
            .whenComplete((members, failure) -> {
              busy.set(false);
              if (failure == null) {
                LOG.log(Level.INFO, who + " is back as " + MemberId.text(successor));
              } else {
                LOG.log(Level.WARNING, who + " is not back yet: " + failure.getMessage());
              }
            });
  }

  private static Change inPlaceOf(Change now, long former, long successor, String address) {
    return now.voters().contains(former)
        ? now.replacing(former, successor, address)
        : now.without(former).withLearner(successor, address);
  }
}
