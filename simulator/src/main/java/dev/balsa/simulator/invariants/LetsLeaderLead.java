package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import java.util.List;

/**
 * A follower campaigns only if the election timeout elapses without receiving AppendEntries from
 * the current leader or granting a vote (§5.2, Figure 2, Followers): also a follower that cannot
 * take the entries in yet.
 */
final class LetsLeaderLead implements Property {
  private static final class Heard {
    boolean ever;
    long nanos;
  }

  private final PerMember<Heard> heard = new PerMember<>(Heard::new);
  private final long electionNanos;
  private long reachedTerm;

  LetsLeaderLead(long electionNanos) {
    this.electionNanos = electionNanos;
  }

  @Override
  public void beginning(Member member) {
    heard.clear(member);
  }

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    reachedTerm = Math.max(reachedTerm, member.term);
    if (!(message instanceof Message.PreVote)) {
      reachedTerm = Math.max(reachedTerm, message.term());
    }
    if (message instanceof Message.AppendEntries && message.term() >= reachedTerm) {
      note(member, nowNanos);
    }
  }

  private void note(Member member, long nowNanos) {
    Heard now = heard.of(member);
    now.ever = true;
    now.nanos = nowNanos;
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    reachedTerm = 0;
    for (int i = 0; i < effects.size(); i++) {
      switch (effects.get(i)) {
        case Effect.Persist write ->
            write.thenSend().forEach(sent -> granted(member, sent, nowNanos));
        case Effect.Send send -> granted(member, send.message(), nowNanos);
        default -> {}
      }
    }
    boolean campaigns =
        member.role == RoleName.PRE_CANDIDATE && member.roleBefore == RoleName.FOLLOWER;
    Heard last = heard.of(member);
    if (campaigns && last.ever && nowNanos - last.nanos < electionNanos) {
      throw new BrokenProperty(
          "nobody campaigns against a leader it hears",
          member
              + " campaigns in term "
              + member.term
              + " and heard its leader, or gave its vote, "
              + (nowNanos - last.nanos) / 1_000
              + " us before");
    }
  }

  private void granted(Member member, Message message, long nowNanos) {
    if (message instanceof Message.RequestVoteResponse answer && answer.granted()) {
      note(member, nowNanos);
    }
  }
}
