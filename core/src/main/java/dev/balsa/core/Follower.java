package dev.balsa.core;

import java.util.List;

/**
 * Rules for Servers, "Followers (§5.2)", and the receiver's side of the box "AppendEntries RPC".
 */
final class Follower implements Role {
  /*
   * Implementation note: answers.
   *
   * What is new goes to disk first, and its answer rides on that write. A leader must also hear of
   * us when the disk is slow, so whatever begins a new round, or brings nothing new, is answered at
   * once with no more than what is both verified and durable. promisedIndex is the highest index
   * named in an answer that has left or that rides on a write; when the disk catches up with
   * entries that were verified while being written for an earlier leader, no write carries an
   * answer, and the rules send one.
   *
   * Refusals leave at once and one by one; all the successes of a turn share one answer of each
   * kind.
   */

  private final State state;
  private long electionDeadlineNanos;

  /**
   * Up to here the log is known to equal the leader's, on disk or not; what a snapshot took the
   * place of was committed.
   */
  private long verifiedIndex;

  private long promisedIndex;
  private long echoedRound;
  private long latestPrevLogIndex;
  private boolean answerDue;
  private boolean answerNow;
  private boolean answerWithWrite;
  private boolean answeredBeforeDisk;
  private boolean leftToOthers;

  /** A follower that campaigns at a given time unless it hears from a leader or grants a vote. */
  Follower(State state, long electionDeadlineNanos) {
    this.state = state;
    this.verifiedIndex = state.log().start().index();
    this.promisedIndex = verifiedIndex;
    this.electionDeadlineNanos = electionDeadlineNanos;
  }

  @Override
  public RoleName name() {
    return RoleName.FOLLOWER;
  }

  @Override
  public Role on(Message message) {
    switch (message) {
      case Message.AppendEntries request -> append(request);
      case Message.RequestVote request -> {
        if (Voting.answer(state, request)) {
          rearm();
        }
      }
      case Message.TimeoutNow request -> {
        return obey(request);
      }
      case Message.PreVote ignored -> {}
      case Message.PreVoteResponse ignored -> {}
      case Message.RequestVoteResponse ignored -> {}
      case Message.AppendEntriesResponse ignored -> {}
    }
    return this;
  }

  /** Campaigns at once, because the leader says so (dissertation §3.10). */
  private Role obey(Message.TimeoutNow request) {
    if (state.leader() != request.from()
        || !state.membership().mayCampaign(state.commitIndex())
        || state.log().writeHangs(state.nowNanos(), state.timeouts().electionNanos())) {
      state.note(Marks.TIMEOUT_NOW_IGNORED);
      return this;
    }
    state.note(Marks.TIMEOUT_NOW_OBEYED);
    return Candidate.takeOver(state);
  }

  private void append(Message.AppendEntries request) {
    state.follow(request.from());
    state.leaderHeardAt(state.nowNanos());
    state.promise().make(request.from());
    rearm();
    RaftLog log = state.log();
    if (!log.holds(request.prevLogIndex(), request.prevLogTerm())) {
      refuse(request);
      return;
    }
    int known = known(request.entries());
    int taken = store(request.entries(), known);
    verifiedIndex = Math.max(verifiedIndex, request.prevLogIndex() + taken);
    boolean isNew = taken > known;
    state.commitTo(Math.min(request.leaderCommit(), verifiedIndex));
    answerWithWrite |= isNew;
    answerDue = true;
    answerNow |= request.round() > echoedRound;
    echoedRound = Math.max(echoedRound, request.round());
    latestPrevLogIndex = request.prevLogIndex();
  }

  /** How many of the first entries the log has. */
  private int known(List<Entry> entries) {
    RaftLog log = state.log();
    int known = 0;
    while (known < entries.size()
        && log.holds(entries.get(known).index(), entries.get(known).term())) {
      known++;
    }
    return known;
  }

  /**
   * Adds what is not there yet and cuts the tail only where it differs: a late or repeated request
   * must not shorten the log (§5.3). Returns how many entries the log has then, which are fewer if
   * the disk is full; the leader sends the others again.
   */
  private int store(List<Entry> entries, int known) {
    RaftLog log = state.log();
    if (known == entries.size()) {
      return known;
    }
    if (!state.takesRoomFor(entries.get(known))) {
      state.note(Marks.ENTRIES_DO_NOT_FIT);
      return known;
    }
    if (known > 0) {
      state.note(Marks.APPEND_PARTLY_KNOWN);
    }
    long from = entries.get(known).index();
    if (from <= log.lastIndex()) {
      Check.that(from > state.commitIndex(), "committed entries are never cut");
      Check.that(from > verifiedIndex, "a leader never changes its own log");
      if (from <= log.configurations().latestIndex()) {
        state.note(Marks.CONFIGURATION_CUT);
      }
      state.note(log.truncate(from) ? Marks.TAIL_CUT_IN_FLIGHT : Marks.TAIL_CUT);
    }
    log.append(entries.get(known));
    for (int i = known + 1; i < entries.size(); i++) {
      if (!state.takesRoomFor(entries.get(i))) {
        state.note(Marks.ENTRIES_DO_NOT_FIT);
        return i;
      }
      log.append(entries.get(i));
    }
    return entries.size();
  }

  private void refuse(Message.AppendEntries request) {
    RaftLog log = state.log();
    boolean gap = request.prevLogIndex() > log.lastIndex();
    state.note(gap ? Marks.APPEND_GAP : Marks.APPEND_CONFLICT);
    long hintIndex = log.lastIndexUpTo(request.prevLogIndex(), request.prevLogTerm());
    state
        .outbox()
        .send(
            new Message.AppendEntriesResponse(
                state.id(),
                request.from(),
                state.term(),
                request.round(),
                false,
                request.prevLogIndex(),
                0,
                log.termOf(hintIndex),
                hintIndex,
                state.diskFull(),
                state.promise().millis(),
                state.settings().priority()));
  }

  @Override
  public Role rules() {
    answer();
    if (state.nowNanos() - electionDeadlineNanos < 0) {
      return this;
    }
    if (!state.membership().mayCampaign(state.commitIndex())) {
      state.forgetLeader();
      rearm();
      return this;
    }
    if (state.log().writeHangs(state.nowNanos(), state.timeouts().electionNanos())) {
      state.note(Marks.CAMPAIGN_PUT_OFF);
      state.forgetLeader();
      rearm();
      return this;
    }
    if (state.diskFull() && !leftToOthers && !state.membership().isAlone()) {
      // Whoever has room should lead; if nobody does, reads are worth a leader with a full disk.
      state.note(Marks.CAMPAIGN_LEFT_TO_OTHERS);
      state.forgetLeader();
      leftToOthers = true;
      electionDeadlineNanos = state.nowNanos() + 2 * state.timeouts().electionNanos();
      return this;
    }
    return Candidate.campaign(state);
  }

  private void answer() {
    if (state.leader() == HardState.NOBODY) {
      // Whoever leads asks again; then the answer names all that the disk holds.
      return;
    }
    long durable = Math.min(verifiedIndex, state.log().durableIndex());
    if (answerNow || (answerDue && !answerWithWrite)) {
      if (durable < verifiedIndex && !answerWithWrite && !answeredBeforeDisk) {
        state.note(Marks.ANSWERED_BEFORE_DISK);
        answeredBeforeDisk = true;
      }
      answer(durable);
    } else if (durable > promisedIndex) {
      state.note(Marks.ACKNOWLEDGED_LATE);
      answer(durable);
    }
    if (answerWithWrite) {
      state.outbox().attest(success(verifiedIndex));
      promisedIndex = verifiedIndex;
    }
    answerDue = false;
    answerNow = false;
    answerWithWrite = false;
  }

  private void answer(long durable) {
    state.outbox().send(success(durable));
    promisedIndex = Math.max(promisedIndex, durable);
  }

  private Message success(long matchIndex) {
    return new Message.AppendEntriesResponse(
        state.id(),
        state.leader(),
        state.term(),
        echoedRound,
        true,
        latestPrevLogIndex,
        matchIndex,
        0,
        0,
        state.diskFull(),
        state.promise().millis(),
        state.settings().priority());
  }

  private void rearm() {
    electionDeadlineNanos = state.nowNanos() + state.timeouts().randomElectionNanos();
    leftToOthers = false;
  }

  @Override
  public long deadlineNanos() {
    return electionDeadlineNanos;
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

  @Override
  public void snapshotReceived(SnapshotMeta meta) {
    if (meta.index() <= state.commitIndex()) {
      state.note(Marks.SNAPSHOT_LATE);
      return;
    }
    if (state.log().holds(meta.index(), meta.term())) {
      state.note(Marks.SNAPSHOT_KNOWN);
      state.log().configurations().settle(meta.index(), meta.configuration());
      state.commitTo(meta.index());
    } else {
      state.note(Marks.SNAPSHOT_INSTALLED);
      state.install(meta);
    }
    verifiedIndex = Math.max(verifiedIndex, meta.index());
    answerNow = true;
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
