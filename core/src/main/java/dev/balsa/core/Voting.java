package dev.balsa.core;

/** The box "RequestVote RPC", receiver's side, with PreVote: who gets a vote, and why. */
final class Voting {
  private Voting() {}

  /**
   * Whether a request is not even read, so that nobody is disturbed for the sake of a leader that
   * is alive (dissertation §4.2.3), nor its lease broken (§6.4.1).
   */
  static boolean ignores(State state, Message.RequestVote request) {
    boolean alive = state.leaderIsAliveBeside(request.from());
    boolean promised = state.promise().isAgainst(request.from());
    if (!alive && !promised) {
      return false;
    }
    if (request.byTransfer()) {
      state.note(Marks.VOTE_BY_TRANSFER);
      return false;
    }
    state.note(alive ? Marks.VOTE_IGNORED : Marks.VOTE_IGNORED_BY_PROMISE);
    return true;
  }

  /**
   * Answers whether a vote would be granted in the next term (dissertation §9.6). Nothing changes
   * here: not the term, not the vote, not the time of the next election.
   */
  static void answer(State state, Message.PreVote request) {
    boolean granted = false;
    long absentSince = state.membership().absentSince(request.from(), state.commitIndex());
    if (absentSince > 0) {
      state.note(Marks.PRE_VOTE_OF_REMOVED);
    }
    if (request.term() < state.term()) {
      state.note(Marks.PRE_VOTE_REFUSED_TERM);
    } else if (state.leaderIsAliveBeside(request.from())) {
      state.note(Marks.PRE_VOTE_IGNORED);
      if (absentSince == 0) {
        return;
      }
    } else if (state.promise().isAgainst(request.from())) {
      state.note(Marks.PRE_VOTE_IGNORED_BY_PROMISE);
      if (absentSince == 0) {
        return;
      }
    } else if (state.isUpToDate(request.lastLogIndex(), request.lastLogTerm())) {
      granted = true;
    } else {
      state.note(Marks.PRE_VOTE_REFUSED_LOG);
    }
    state
        .outbox()
        .send(
            new Message.PreVoteResponse(
                state.id(), request.from(), state.term(), request.term(), granted, absentSince));
  }

  /**
   * Answers a request of the current term: at most one vote in a term, first come first served
   * (§5.2), and only for a log that is at least as up-to-date (§5.4.1).
   *
   * @return whether the vote was granted
   */
  static boolean answer(State state, Message.RequestVote request) {
    boolean repeated = state.votedFor() == request.from();
    boolean granted = false;
    if (repeated) {
      state.note(Marks.VOTE_REPEATED);
      granted = true;
    } else if (state.votedFor() != HardState.NOBODY) {
      state.note(Marks.VOTE_REFUSED_TAKEN);
    } else if (!state.isUpToDate(request.lastLogIndex(), request.lastLogTerm())) {
      state.note(Marks.VOTE_REFUSED_LOG);
    } else {
      granted = true;
      state.voteFor(request.from());
    }
    Message answer =
        new Message.RequestVoteResponse(state.id(), request.from(), state.term(), granted);
    if (granted) {
      state.outbox().attest(answer);
    } else {
      state.outbox().send(answer);
    }
    return granted;
  }
}
