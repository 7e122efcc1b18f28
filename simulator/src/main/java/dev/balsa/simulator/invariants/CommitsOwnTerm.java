package dev.balsa.simulator.invariants;

import dev.balsa.core.Message;
import dev.balsa.core.RoleName;

/**
 * Only entries of the leader's current term are committed by counting replicas (§5.4.2, Figure 8):
 * whatever is news about the commit index ends with such an entry.
 */
final class CommitsOwnTerm implements Property {
  private long announced;

  @Override
  public void committing(Member member, long index, boolean isNews) {
    // A leader may lose its place before it has told anybody else.
    if (isNews && member.role == RoleName.LEADER && member.log.termAt(index) == member.term) {
      announced = Math.max(announced, index);
    }
  }

  @Override
  public void sending(Member member, Message message) {
    if (!(message instanceof Message.AppendEntries request)
        || request.leaderCommit() <= announced
        || member.term != request.term()) {
      return;
    }
    announced = request.leaderCommit();
    if (member.log.termAt(announced) != request.term()) {
      throw new BrokenProperty(
          "a leader counts copies of its own term's entries only",
          member
              + " leads term "
              + request.term()
              + " and takes entry "
              + announced
              + " of term "
              + member.log.termAt(announced)
              + " for committed, which nobody had told before");
    }
  }
}
