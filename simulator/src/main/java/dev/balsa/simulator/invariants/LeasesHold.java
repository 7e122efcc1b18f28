package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Marks;
import dev.balsa.core.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * A leader grants reads by lease only while a majority, itself included, has heard of it so lately,
 * each by its own clock, that it votes for nobody else; and whoever has promised that keeps to it,
 * also after a restart (dissertation §6.4.1). Only an election that the leader wants sets promises
 * aside, so a leader that has asked for one grants nothing any more in its term.
 */
final class LeasesHold implements Property {
  private record Heard(long leader, long term, long nanos) {
    static final Heard NOBODY = new Heard(0, 0, 0);
  }

  /** What a member did as a voter; a restart does not undo it. */
  private static final class Voter {
    boolean promises;
    Heard last = Heard.NOBODY;

    /** The last it heard of a leader that it still followed when its turn was over. */
    Heard followed = Heard.NOBODY;

    final Set<Long> wantedTerms = new HashSet<>();

    /** Later terms than that in which it heard leaders in this turn. */
    final Set<Long> laterTerms = new HashSet<>();
  }

  private final Cluster cluster;
  private final long electionNanos;
  private final LongUnaryOperator clocks;
  private final PerMember<Voter> voters = new PerMember<>(Voter::new);
  private final PerMember<Set<Long>> handedOver = new PerMember<>(HashSet::new);

  /**
   * Of a cluster.
   *
   * @param clocks gives what the clock of a member shows
   */
  LeasesHold(Cluster cluster, long electionNanos, LongUnaryOperator clocks) {
    this.cluster = cluster;
    this.electionNanos = electionNanos;
    this.clocks = clocks;
  }

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    Voter voter = voters.of(member);
    if (message instanceof Message.AppendEntries && message.term() >= member.term) {
      voter.last = new Heard(message.from(), message.term(), nowNanos);
      if (message.term() > voter.followed.term()) {
        voter.laterTerms.add(message.term());
      }
    } else if (message instanceof Message.RequestVote request && request.byTransfer()) {
      voter.wantedTerms.add(request.term());
    }
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      switch (effects.get(i)) {
        case Effect.Noted noted when noted.what().equals(Marks.LEASE_READ) -> granted(member);
        case Effect.Send send -> said(member, send.message(), nowNanos);
        case Effect.Persist write ->
            write.thenSend().forEach(message -> said(member, message, nowNanos));
        default -> {}
      }
    }
    Voter voter = voters.of(member);
    if (voter.last.term() >= member.term) {
      voter.followed = voter.last;
    }
    voter.laterTerms.clear();
    // What is granted in the turn that asks for the election was granted before it was asked for.
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.Send send
          && send.message() instanceof Message.TimeoutNow word) {
        handedOver.of(member).add(word.term());
      }
    }
  }

  private void granted(Member leader) {
    if (handedOver.of(leader).contains(leader.term)) {
      throw new BrokenProperty(
          "a leader that hands over has no lease",
          leader + " grants a read by lease in term " + leader.term);
    }
    Configuration configuration = cluster.inForceAt(leader);
    if (!Quorum.agrees(configuration, id -> id == leader.id || isBound(id, leader))) {
      throw new BrokenProperty(
          "who holds a lease cannot be replaced",
          leader
              + " grants a read by lease, and no majority of "
              + configuration
              + " votes for nobody else");
    }
  }

  private boolean isBound(long id, Member leader) {
    Heard heard = voters.of(id).last;
    return heard.leader() == leader.id
        && heard.term() == leader.term
        && clocks.applyAsLong(id) - heard.nanos() < electionNanos;
  }

  private void said(Member member, Message message, long nowNanos) {
    Voter voter = voters.of(member);
    if (message instanceof Message.AppendEntriesResponse answer) {
      voter.promises |= answer.promiseMillis() > 0;
    } else if (message instanceof Message.RequestVoteResponse answer && answer.granted()) {
      votes(member, voter, answer.to(), answer.term(), nowNanos);
    } else if (message instanceof Message.RequestVote request && !request.byTransfer()) {
      votes(member, voter, member.id, request.term(), nowNanos);
    }
  }

  private void votes(Member member, Voter voter, long candidate, long term, long nowNanos) {
    Heard heard = voter.followed;
    if (voter.promises
        && heard.leader() != candidate
        && heard.term() < term
        && heard.term() > 0
        && !voter.wantedTerms.contains(term)
        && !hasLedBetween(voter, heard.term(), term)
        && nowNanos - heard.nanos() < electionNanos) {
      throw new BrokenProperty(
          "a promised vote is given to nobody else",
          member
              + " votes for "
              + candidate
              + " in term "
              + term
              + " and heard leader "
              + heard.leader()
              + " "
              + (nowNanos - heard.nanos()) / 1_000
              + " us before");
    }
  }

  /** Whoever was elected after a leader shows that its lease had ended. */
  private static boolean hasLedBetween(Voter voter, long earlier, long later) {
    return voter.laterTerms.stream().anyMatch(term -> term > earlier && term < later);
  }
}
