package dev.balsa.core;

import org.jspecify.annotations.Nullable;

/**
 * Lets a member of higher priority lead, once it has kept up with the log for some time.
 *
 * <p>Leadership only ever goes up in this way, so it comes to rest. A target that fails is not
 * asked again at once.
 */
final class Preference {
  /** For so many election timeouts a member must have kept up. */
  static final int KEPT_UP_TIMEOUTS = 8;

  private final State state;
  private long preferred = HardState.NOBODY;
  private long sinceNanos;
  private long commitIndexBefore;

  Preference(State state) {
    this.state = state;
  }

  /** Looks who should lead, once in a round, and begins to hand leadership over if it is time. */
  void look(Followers followers) {
    @Nullable Progress best = null;
    for (int i = 0; i < followers.size(); i++) {
      Progress follower = followers.at(i);
      if (keepsUp(follower) && (best == null || follower.priority() > best.priority())) {
        best = follower;
      }
    }
    commitIndexBefore = state.commitIndex();
    if (best == null || state.transfer().isUnderWay()) {
      preferred = HardState.NOBODY;
      return;
    }
    if (best.member() != preferred) {
      preferred = best.member();
      sinceNanos = state.nowNanos();
    }
    if (state.nowNanos() - sinceNanos >= KEPT_UP_TIMEOUTS * state.timeouts().electionNanos()) {
      state.note(Marks.PREFERRED);
      state.transfer().begin(preferred);
    }
  }

  /** It holds what was committed at the last look, so it is no more than a round behind. */
  private boolean keepsUp(Progress follower) {
    return follower.priority() > state.settings().priority()
        && follower.matchIndex() >= commitIndexBefore
        && state.configuration().votes(follower.member())
        && !follower.diskFull()
        && !follower.isSilent(state.nowNanos(), state.timeouts().electionNanos());
  }
}
