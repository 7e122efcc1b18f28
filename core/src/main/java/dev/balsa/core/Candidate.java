package dev.balsa.core;

import java.util.Set;
import java.util.TreeSet;

/**
 * Rules for Servers, "Candidates (§5.2)", and the step before them, in which a server only asks
 * whether it could win (dissertation §9.6).
 */
final class Candidate implements Role {
  private final State state;
  private final boolean preVote;
  private final boolean byTransfer;
  private long electionDeadlineNanos;
  private long retryDeadlineNanos;

  /** Members, so that a repeated answer counts once. */
  private final Set<Long> granted = new TreeSet<>();

  private final Set<Long> answered = new TreeSet<>();

  private Candidate(State state, boolean preVote, boolean byTransfer) {
    this.state = state;
    this.preVote = preVote;
    this.byTransfer = byTransfer;
    this.electionDeadlineNanos = state.nowNanos() + state.timeouts().randomElectionNanos();
    this.retryDeadlineNanos = state.nowNanos() + state.timeouts().heartbeatNanos();
    answered.add(state.id());
    if (preVote) {
      granted.add(state.id());
    }
  }

  /** Starts with the question whether an election would be won; a lone voter knows. */
  static Candidate campaign(State state) {
    state.forgetLeader();
    if (state.membership().isAlone()) {
      return elect(state, false);
    }
    if (!state.configuration().votes(state.id())) {
      state.note(Marks.CAMPAIGN_WITHOUT_VOTE);
    }
    Candidate candidate = new Candidate(state, true, false);
    candidate.ask();
    return candidate;
  }

  /**
   * Begins an election that the leader wants (dissertation §3.10): there is nothing to ask first.
   */
  static Candidate takeOver(State state) {
    return elect(state, true);
  }

  /** Begins an election: increments currentTerm, votes for itself, requests votes (§5.2). */
  private static Candidate elect(State state, boolean byTransfer) {
    state.enterTerm(state.term() + 1);
    state.voteFor(state.id());
    Candidate candidate = new Candidate(state, false, byTransfer);
    candidate.ask();
    return candidate;
  }

  /** Asks every voter that has not answered. */
  private void ask() {
    long lastIndex = state.log().lastIndex();
    long lastTerm = state.log().lastTerm();
    for (long to : state.configuration().electorate()) {
      if (answered.contains(to)) {
        continue;
      }
      if (preVote) {
        state.outbox().send(new Message.PreVote(state.id(), to, state.term(), lastIndex, lastTerm));
      } else {
        state
            .outbox()
            .attest(
                new Message.RequestVote(
                    state.id(), to, state.term(), lastIndex, lastTerm, byTransfer));
      }
    }
  }

  @Override
  public RoleName name() {
    return preVote ? RoleName.PRE_CANDIDATE : RoleName.CANDIDATE;
  }

  @Override
  public Role on(Message message) {
    return switch (message) {
      case Message.AppendEntries request -> {
        state.note(Marks.CANDIDATE_GAVE_WAY);
        yield new Follower(state, electionDeadlineNanos).on(request);
      }
      case Message.RequestVote request ->
          Voting.answer(state, request) ? new Follower(state, freshDeadlineNanos()) : this;
      case Message.PreVoteResponse answer -> {
        if (preVote && answer.requestTerm() == state.term()) {
          count(answer.from(), answer.granted());
        }
        yield this;
      }
      case Message.RequestVoteResponse answer -> {
        if (!preVote) {
          count(answer.from(), answer.granted());
        }
        yield this;
      }
      case Message.TimeoutNow ignored -> {
        state.note(Marks.TIMEOUT_NOW_IGNORED);
        yield this;
      }
      case Message.PreVote ignored -> this;
      case Message.AppendEntriesResponse ignored -> this;
    };
  }

  private void count(long voter, boolean grants) {
    answered.add(voter);
    if (grants) {
      granted.add(voter);
    }
  }

  @Override
  public Role rules() {
    if (!state.membership().mayCampaign(state.commitIndex())) {
      return new Follower(state, freshDeadlineNanos());
    }
    if (!preVote && state.hardStateDurable()) {
      granted.add(state.id());
    }
    // Who does not vote itself is not counted; nor is whoever answers without being asked.
    if (state.configuration().isQuorum(granted::contains)) {
      return preVote ? elect(state, false) : new Leader(state);
    }
    if (state.nowNanos() - electionDeadlineNanos >= 0) {
      return startOver();
    }
    if (state.nowNanos() - retryDeadlineNanos >= 0) {
      retryDeadlineNanos = state.nowNanos() + state.timeouts().heartbeatNanos();
      if (preVote || state.hardStateDurable()) {
        ask();
      }
    }
    return this;
  }

  private Role startOver() {
    if (state.log().writeHangs(state.nowNanos(), state.timeouts().electionNanos())) {
      state.note(Marks.CAMPAIGN_PUT_OFF);
      electionDeadlineNanos = freshDeadlineNanos();
      retryDeadlineNanos = state.nowNanos() + state.timeouts().heartbeatNanos();
      return this;
    }
    state.note(preVote ? Marks.PRE_VOTE_WITHOUT_MAJORITY : Marks.ELECTION_WITHOUT_WINNER);
    return campaign(state);
  }

  private long freshDeadlineNanos() {
    return state.nowNanos() + state.timeouts().randomElectionNanos();
  }

  @Override
  public long deadlineNanos() {
    return electionDeadlineNanos - retryDeadlineNanos < 0
        ? electionDeadlineNanos
        : retryDeadlineNanos;
  }

  @Override
  public long electionDeadlineNanos() {
    return electionDeadlineNanos;
  }

  @Override
  public void propose(Event.Propose proposal) {
    state.refuse(proposal.id(), Refusal.NOT_LEADER);
  }

  @Override
  public void change(Event.ChangeMembership event) {
    state.refuse(event.id(), Refusal.NOT_LEADER);
  }

  @Override
  public void read(Event.Read read) {
    state.refuse(read.id(), Refusal.NOT_LEADER);
  }

  @Override
  public void transfer(Event.TransferLeadership request) {
    state.refuse(request.id(), Refusal.NOT_LEADER);
  }

  @Override
  public void logRead(Event.LogRead read) {
    state.note(Marks.COLD_READ_LATE);
  }

  /**
   * Whoever campaigns has the log it campaigns with; the leader it may find sends what is missing.
   */
  @Override
  public void snapshotReceived(SnapshotMeta meta) {
    state.note(Marks.SNAPSHOT_LATE);
  }

  @Override
  public void snapshotSent(Event.SnapshotSent sent) {}

  @Override
  public long neededIndex() {
    return Long.MAX_VALUE;
  }

  @Override
  public void leave() {}
}
