package dev.balsa.node;

import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.core.RoleName;
import dev.balsa.core.Settings;
import dev.balsa.log.MemberId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives a member that has lost its past its place back, if the node that it knocks at leads: its
 * former self leaves, and its successor is filled and votes when it has caught up, by joint
 * consensus (dissertation §4.3). For one thread. See docs/repair.md.
 */
public final class Readmission {
  /*
   * Implementation note: whoever has the number of a member may be somebody's mistake: a second
   * machine that was given the number of one that runs. So the former self must have been silent for
   * a while. A leader that has never heard from it waits for that while itself, from when it first
   * saw it among the members: of two successors with one number the second must not push the first
   * aside before that one could say a word.
   *
   * A change that is staging gives way to another one, which takes over what it leads to. So
   * whoever knocks while others catch up comes along with them, and one of these that is lost once
   * more does not keep everybody waiting until the time of its change is over. A change that is
   * further on comes to its end by itself. Knocks are repeated, so nothing has to be remembered.
   */

  /** So many election timeouts without a word, and a member's former self is taken for gone. */
  public static final int SILENT_TIMEOUTS = 10;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** What comes of a knock. Called in the thread that the knock came by, if not said otherwise. */
  public interface Listener {
    /** The former self was heard too lately, or not waited for long enough. */
    default void tooEarly(long former) {}

    /** The former self is taken for gone. */
    default void gone(long former) {}

    /** The node is asked for the change. */
    default void begins(long former, long successor) {}

    /**
     * The change has come to its end, or its outcome is not known. Called where the node completes
     * its requests.
     *
     * @param failure why the successor is not back yet; null if it is
     */
    default void ended(long former, long successor, @Nullable Throwable failure) {}
  }

  private final long silentMillis;
  private final NanoClock clock;
  private final Listener listener;
  private final Set<Long> asked = ConcurrentHashMap.newKeySet();
  private final Map<Long, Long> waitingSinceNanos = new HashMap<>();
  private long waitingTerm = -1;

  /**
   * For one node.
   *
   * @param consensus those of the node
   */
  public Readmission(Settings consensus, NanoClock clock, Listener listener) {
    this.silentMillis = (long) SILENT_TIMEOUTS * consensus.electionTimeoutMillis();
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * A successor asks for the place of its former self.
   *
   * @param status what the node knows now
   * @param changeMembers asks the node for a change, as {@link RaftNode#changeMembers}
   */
  public void knocked(
      NodeStatus status,
      long successor,
      Function<UnaryOperator<Change>, CompletableFuture<Members>> changeMembers) {
    OptionalLong former = leaves(status, successor);
    if (former.isPresent() && mayBegin(status.members()) && asked.add(successor)) {
      begin(former.getAsLong(), successor, status, changeMembers);
    }
  }

  /** Whose place a successor may have now; empty if it may have none, or not yet. */
  public OptionalLong leaves(NodeStatus status, long successor) {
    Configuration now = status.members().configuration();
    OptionalLong former = former(now, successor);
    if (status.role() != RoleName.LEADER || former.isEmpty() || former.getAsLong() == successor) {
      return OptionalLong.empty();
    }
    wait(status);
    if (!isGone(status, former.getAsLong())) {
      listener.tooEarly(former.getAsLong());
      return OptionalLong.empty();
    }
    listener.gone(former.getAsLong());
    return former;
  }

  /**
   * Who has a successor's number once the change that is going on has come to its end: maybe
   * another successor, whose past was lost while it caught up.
   */
  static OptionalLong former(Configuration now, long successor) {
    return targets(now)
        .filter(member -> MemberId.isSameNumber(member, successor))
        .mapToLong(Long::longValue)
        .findFirst();
  }

  private static Stream<Long> targets(Configuration now) {
    return Stream.concat(now.targetVoters().stream(), now.learners().stream());
  }

  private void wait(NodeStatus status) {
    if (waitingTerm != status.term()) {
      waitingTerm = status.term();
      waitingSinceNanos.clear();
    }
    List<Long> members = targets(status.members().configuration()).toList();
    long nowNanos = clock.nanos();
    members.forEach(member -> waitingSinceNanos.putIfAbsent(member, nowNanos));
    waitingSinceNanos.keySet().retainAll(members);
  }

  private boolean isGone(NodeStatus status, long former) {
    long heardMillis =
        status.followers().stream()
            .filter(each -> each.member() == former)
            .mapToLong(FollowerStatus::heardMillis)
            .findFirst()
            .orElse(-1);
    long waitedNanos = clock.nanos() - waitingSinceNanos.getOrDefault(former, clock.nanos());
    return (heardMillis < 0 ? waitedNanos / NANOS_PER_MILLI : heardMillis) >= silentMillis;
  }

  /** If the last change is not committed yet, the core refuses another one. */
  private static boolean mayBegin(Members members) {
    return !members.configuration().isJoint();
  }

  private void begin(
      long former,
      long successor,
      NodeStatus status,
      Function<UnaryOperator<Change>, CompletableFuture<Members>> changeMembers) {
    listener.begins(former, successor);
    String address = status.members().configuration().address(former);
    var unused =
        changeMembers
            .apply(now -> inPlaceOf(now, former, successor, address))
            .whenComplete((members, failure) -> {
              asked.remove(successor);
              listener.ended(former, successor, failure);
            });
  }

  private static Change inPlaceOf(Change now, long former, long successor, String address) {
    return now.voters().contains(former)
        ? now.replacing(former, successor, address)
        : now.without(former).withLearner(successor, address);
  }
}
