package dev.balsa.simulator.invariants;

/**
 * The commit index handed to the state machine does not exceed what is durable on this member (rule
 * 4 of ARCHITECTURE.md), so that what was applied is never lost by a crash.
 */
final class CommitIsDurable implements Property {
  @Override
  public void committing(Member member, long index, boolean isNews) {
    if (!member.keeps(index, member.log.termAt(index))) {
      throw new BrokenProperty(
          "what is applied is durable here",
          member
              + " may apply up to "
              + index
              + " and its disk holds up to "
              + member.durable.lastIndex());
    }
  }
}
