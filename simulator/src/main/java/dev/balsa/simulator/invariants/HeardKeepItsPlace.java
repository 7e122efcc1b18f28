package dev.balsa.simulator.invariants;

import dev.balsa.core.Message;
import dev.balsa.core.RoleName;

/**
 * The place of a member is given to a successor only if the leader has heard nothing of that member
 * for ten election timeouts: whoever knocks may have its number by mistake (docs/repair.md).
 */
final class HeardKeepItsPlace implements Property {
  private static final int SILENT_TIMEOUTS = 10;

  /** When a leader heard a member last, and in which term. */
  private static final class Heard {
    long term;
    long nanos;
  }

  private final long silentNanos;
  private final PerMember<PerMember<Heard>> leaders =
      new PerMember<>(() -> new PerMember<>(Heard::new));

  HeardKeepItsPlace(long electionNanos) {
    this.silentNanos = SILENT_TIMEOUTS * electionNanos;
  }

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    if (member.role == RoleName.LEADER
        && message instanceof Message.AppendEntriesResponse
        && message.term() == member.term) {
      Heard heard = leaders.of(member).of(message.from());
      heard.term = member.term;
      heard.nanos = nowNanos;
    }
  }

  @Override
  public void readmitting(Member leader, long former, long nowNanos) {
    Heard heard = leaders.of(leader).of(former);
    if (heard.term == leader.term && nowNanos - heard.nanos < silentNanos) {
      throw new BrokenProperty(
          "who is heard keeps its place",
          leader
              + " heard member "
              + former
              + " "
              + (nowNanos - heard.nanos) / 1_000
              + " us ago, and gives its place away");
    }
  }
}
