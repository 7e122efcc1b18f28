package dev.balsa.playground;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
import java.util.List;

/**
 * What a member is at one moment. A member that does not run is shown as the follower it would
 * start as.
 *
 * @param running whether its process runs
 * @param leader who it takes for the leader, or {@link HardState#NOBODY}
 * @param commitIndex up to here it knows entries to be committed and has them on disk
 * @param durableIndex up to here its log is on disk
 * @param lastIndex index of its last entry
 */
public record MemberState(
    long id,
    boolean running,
    RoleName role,
    long term,
    long votedFor,
    long leader,
    long commitIndex,
    long durableIndex,
    long lastIndex) {

  static MemberState ofStopped(long id, HardState state, List<Entry> log) {
    return new MemberState(
        id,
        false,
        RoleName.FOLLOWER,
        state.term(),
        state.votedFor(),
        HardState.NOBODY,
        0,
        log.size(),
        log.size());
  }
}
