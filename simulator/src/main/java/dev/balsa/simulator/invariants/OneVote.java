package dev.balsa.simulator.invariants;

import dev.balsa.core.Message;
import java.util.HashMap;
import java.util.Map;

/**
 * Each server votes for at most one candidate in a given term (§5.2), also over restarts, and what
 * it says of its vote is on its disk. Asking for votes is a vote for oneself.
 */
final class OneVote implements Property {
  private static final String NAME = "one vote in a term";

  private record Ballot(long voter, long term) {}

  private final Map<Ballot, Long> votes = new HashMap<>();

  @Override
  public void sending(Member member, Message message) {
    if (message instanceof Message.RequestVoteResponse answer && answer.granted()) {
      count(member, answer.term(), answer.to());
    } else if (message instanceof Message.RequestVote request) {
      count(member, request.term(), member.id);
    }
  }

  private void count(Member member, long term, long candidate) {
    Long before = votes.putIfAbsent(new Ballot(member.id, term), candidate);
    if (before != null && before != candidate) {
      throw new BrokenProperty(
          NAME, member + " votes for " + before + " and for " + candidate + " in term " + term);
    }
    long durableTerm = member.durableState.term();
    boolean durable =
        durableTerm > term || (durableTerm == term && member.durableState.votedFor() == candidate);
    if (!durable) {
      throw new BrokenProperty(
          NAME,
          member
              + " tells its vote for "
              + candidate
              + " in term "
              + term
              + " before its disk holds it");
    }
  }
}
