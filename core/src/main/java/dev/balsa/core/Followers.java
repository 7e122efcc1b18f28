package dev.balsa.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** All that get a leader's log, and what majorities of those that vote have reached. */
final class Followers {
  /** One that has lost its place; it is told before it is let go. */
  private static final class Departed {
    private final Progress follower;
    private final long index;
    private boolean committed;
    private long committedRound;
    private long committedNanos;

    private Departed(Progress follower, long index) {
      this.follower = follower;
      this.index = index;
    }
  }

  private final State state;
  private final List<Progress> all = new ArrayList<>();
  private final List<Departed> departed = new ArrayList<>();

  /** The voters in their order; this server stands for itself as null. */
  private @Nullable Progress[] voters = new @Nullable Progress[0];

  private @Nullable Progress[] outgoing = new @Nullable Progress[0];
  private final long[] values = new long[Configuration.VOTERS_MAX];

  /** Those of the configuration in force. */
  Followers(State state, long nextIndex) {
    this.state = state;
    reconfigure(nextIndex);
  }

  /**
   * Another configuration is in force. Whoever had a place keeps what is known of it, also if it
   * votes now and did not before.
   *
   * @param nextIndex what to send to newcomers first
   */
  void reconfigure(long nextIndex) {
    Configuration configuration = state.configuration();
    List<Progress> before = new ArrayList<>(all);
    departed.forEach(each -> before.add(each.follower));
    all.clear();
    for (long member : configuration.members()) {
      if (member != state.id()) {
        Progress known = find(before, member);
        all.add(
            known != null
                ? known
                : new Progress(
                    member, nextIndex, state.nowNanos(), state.settings().windowBytesMax()));
      }
    }
    departed.removeIf(each -> configuration.isMember(each.follower.member()));
    for (Progress follower : before) {
      if (!configuration.isMember(follower.member()) && !hasDeparted(follower)) {
        departed.add(new Departed(follower, state.log().configurations().latestIndex()));
      }
    }
    voters = half(configuration.voters());
    outgoing = half(configuration.outgoing());
  }

  private boolean hasDeparted(Progress follower) {
    for (Departed each : departed) {
      if (each.follower == follower) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Progress[] half(List<Long> members) {
    @Nullable Progress[] half = new @Nullable Progress[members.size()];
    for (int i = 0; i < half.length; i++) {
      half[i] = find(all, members.get(i));
    }
    return half;
  }

  private static @Nullable Progress find(List<Progress> some, long member) {
    for (Progress follower : some) {
      if (follower.member() == member) {
        return follower;
      }
    }
    return null;
  }

  /** Everyone who gets the log: the members, then those that have lost their place lately. */
  int size() {
    return all.size() + departed.size();
  }

  Progress at(int position) {
    return position < all.size() ? all.get(position) : departed.get(position - all.size()).follower;
  }

  /** One of them, null if it is none. */
  @Nullable Progress find(long member) {
    for (int i = 0; i < size(); i++) {
      if (at(i).member() == member) {
        return at(i);
      }
    }
    return null;
  }

  /**
   * Lets those go that have lost their place and hold the commit of that, or that have had an
   * election timeout's time to learn of it.
   */
  void release(long round) {
    long commitIndex = state.commitIndex();
    long nowNanos = state.nowNanos();
    for (int i = departed.size() - 1; i >= 0; i--) {
      Departed each = departed.get(i);
      if (!each.committed && each.index <= commitIndex) {
        each.committed = true;
        each.committedRound = round;
        each.committedNanos = nowNanos;
      }
      // Whatever begins a later round names the commit.
      boolean knows =
          each.follower.matchIndex() >= each.index
              && each.follower.echoedRound() > each.committedRound;
      boolean late = nowNanos - each.committedNanos >= state.timeouts().electionNanos();
      if (each.committed && (knows || late)) {
        state.note(knows ? Marks.DEPARTED_KNOWS : Marks.DEPARTED_SILENT);
        departed.remove(i);
      }
    }
  }

  /** Whether a member was heard within the minimum election timeout; this server always is. */
  boolean isHeard(long member) {
    if (member == state.id()) {
      return true;
    }
    Progress follower = find(all, member);
    // Before the first answer the time of contact is only that of the start.
    return follower != null
        && follower.echoedRound() > 0
        && state.nowNanos() - follower.contactNanos() < state.timeouts().electionNanos();
  }

  /** What a quorum holds durably. */
  long quorumMatchIndex() {
    return reached(Progress::matchIndex, state.log().durableIndex());
  }

  /** The last round that a quorum has echoed. */
  long quorumRound(long round) {
    return reached(Progress::echoedRound, round);
  }

  /** Whether the disks of a quorum have room; the one of this server is asked elsewhere. */
  boolean quorumHasRoom() {
    return reached(follower -> follower.diskFull() ? 0 : 1, 1) == 1;
  }

  /** When a quorum was last heard. */
  long quorumContactNanos() {
    long now = state.nowNanos();
    return now + reached(follower -> follower.contactNanos() - now, 0);
  }

  /** For how long a quorum, this server included, votes for nobody else. */
  long quorumPromisedNanos() {
    long now = state.nowNanos();
    return reached(follower -> follower.promisedNanos() - now, Long.MAX_VALUE);
  }

  /** The greatest value that a majority has reached, while joint one of each half (§6). */
  private long reached(ToLongFunction<Progress> value, long own) {
    long reached = reached(voters, value, own);
    return outgoing.length == 0 ? reached : Math.min(reached, reached(outgoing, value, own));
  }

  private long reached(@Nullable Progress[] half, ToLongFunction<Progress> value, long own) {
    for (int i = 0; i < half.length; i++) {
      Progress follower = half[i];
      insert(follower == null ? own : value.applyAsLong(follower), i);
    }
    return values[half.length - Configuration.majorityOf(half.length)];
  }

  /** Takes its place among the first values, which are in order; they are few. */
  private void insert(long value, int count) {
    int at = count;
    while (at > 0 && values[at - 1] > value) {
      values[at] = values[at - 1];
      at--;
    }
    values[at] = value;
  }

  /** What comes after this index must stay in the log. */
  long neededIndex() {
    long needed = Long.MAX_VALUE;
    for (int i = 0; i < size(); i++) {
      needed = Math.min(needed, at(i).neededIndex());
    }
    return needed;
  }
}
