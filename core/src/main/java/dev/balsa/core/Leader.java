package dev.balsa.core;

/**
 * Rules for Servers, "Leaders" (§5.3, §5.4), with pipelining (§10.2.1), CheckQuorum (§6.2), reads
 * (§6.4) and changes of the members (§6).
 */
final class Leader implements Role {
  private final State state;
  private final RaftLog log;
  private final Followers followers;
  private final Replication replication;
  private final MembershipChange change;
  private final ReadQueue reads = new ReadQueue();
  private final Lease lease;
  private final Preference preference;

  /** The no-op that this leader's term begins with (§8). */
  private final long firstOwnIndex;

  private long uncommittedBytes;
  private long round;
  private long heartbeatDeadlineNanos;
  private boolean oldTermNoted;
  private final LeaderSpace space;

  /** Begins to lead the current term. */
  Leader(State state) {
    this.state = state;
    this.log = state.log();
    this.lease = new Lease(state);
    this.preference = new Preference(state);
    state.follow(state.id());
    state.leaderHeardAt(state.nowNanos());
    if (state.commitIndex() < log.lastIndex()) {
      state.note(Marks.LEADER_INHERITED_TAIL);
    }
    this.firstOwnIndex = log.lastIndex() + 1;
    this.heartbeatDeadlineNanos = state.nowNanos();
    this.followers = new Followers(state, firstOwnIndex);
    this.space = new LeaderSpace(state, followers);
    this.replication = new Replication(state, space);
    this.change = new MembershipChange(state, this, followers);
    if (!state.configuration().isStable()) {
      state.note(Marks.CHANGE_TAKEN_OVER);
    }
    log.append(new Entry(firstOwnIndex, state.term(), EntryKind.NO_OP, Bytes.EMPTY));
  }

  @Override
  public RoleName name() {
    return RoleName.LEADER;
  }

  @Override
  public void propose(Event.Propose proposal) {
    if (state.transfer().refuses(proposal.id())) {
      return;
    }
    if (!space.takesProposals()) {
      state.note(Marks.PROPOSAL_WITHOUT_SPACE);
      state.refuse(proposal.id(), Refusal.NO_SPACE);
      return;
    }
    Settings settings = state.settings();
    long bytes = 0;
    for (Bytes command : proposal.commands()) {
      if (command.length() > settings.commandBytesMax()) {
        state.refuse(proposal.id(), Refusal.TOO_LARGE);
        return;
      }
      bytes += Entry.OVERHEAD_BYTES + command.length();
    }
    if (bytes > settings.uncommittedBytesMax() && proposal.commands().size() > 1) {
      state.refuse(proposal.id(), Refusal.TOO_LARGE);
      return;
    }
    if (uncommittedBytes > 0 && uncommittedBytes + bytes > settings.uncommittedBytesMax()) {
      state.refuse(proposal.id(), Refusal.OVERLOADED);
      return;
    }
    uncommittedBytes += bytes;
    long first = log.lastIndex() + 1;
    for (Bytes command : proposal.commands()) {
      log.append(new Entry(log.lastIndex() + 1, state.term(), EntryKind.COMMAND, command));
    }
    int count = proposal.commands().size();
    state.outbox().answer(new Effect.Proposed(proposal.id(), first, count, state.term()));
  }

  @Override
  public void change(Event.ChangeMembership event) {
    if (state.transfer().refuses(event.id())) {
      return;
    }
    if (space.takesProposals()) {
      change.propose(event);
    } else {
      state.refuse(event.id(), Refusal.NO_SPACE);
    }
  }

  /** Appends a configuration, which is in force from now on; returns its index. */
  long append(Configuration configuration) {
    long index = log.lastIndex() + 1;
    Entry entry = Entry.of(index, state.term(), configuration);
    uncommittedBytes += entry.sizeBytes();
    log.append(entry);
    followers.reconfigure(index);
    return index;
  }

  @Override
  public void read(Event.Read read) {
    if (read.byLease() && !state.settings().leases()) {
      state.refuse(read.id(), Refusal.LEASES_OFF);
    } else if (reads.size() + lease.size() >= state.settings().readsMax()) {
      state.refuse(read.id(), Refusal.OVERLOADED);
    } else if (read.byLease() && hasCommittedInTerm()) {
      lease.add(read.id());
    } else {
      reads.add(read.id());
      if (!hasCommittedInTerm()) {
        state.note(Marks.READS_HELD);
      }
    }
  }

  /** Before an entry of its own term is committed a leader may not know what is (§6.4). */
  boolean hasCommittedInTerm() {
    return state.commitIndex() >= firstOwnIndex;
  }

  @Override
  public void transfer(Event.TransferLeadership request) {
    state.transfer().request(request, followers);
  }

  @Override
  public Role on(Message message) {
    switch (message) {
      case Message.AppendEntriesResponse answer -> answered(answer);
      case Message.RequestVote request -> {
        boolean granted = Voting.answer(state, request);
        Check.that(!granted, "a leader has voted for itself");
      }
      case Message.AppendEntries ignored -> Check.that(false, "two leaders in one term");
      case Message.TimeoutNow ignored -> {}
      case Message.PreVote ignored -> {}
      case Message.PreVoteResponse ignored -> {}
      case Message.RequestVoteResponse ignored -> {}
    }
    return this;
  }

  private void answered(Message.AppendEntriesResponse answer) {
    if (answer.round() > round
        || answer.matchIndex() > log.lastIndex()
        || answer.prevLogIndex() > log.lastIndex()) {
      state.note(Marks.ANSWER_BEYOND_LOG);
      return;
    }
    Progress follower = followers.find(answer.from());
    if (follower == null) {
      state.note(Marks.STRANGER);
      return;
    }
    follower.heard(state.nowNanos(), answer.round(), answer.diskFull());
    lease.promised(follower, answer);
    if (answer.success()) {
      follower.hasPriority(answer.priority());
      if (follower.accepted(answer.prevLogIndex(), answer.matchIndex(), log.start().index())) {
        state.note(Marks.FOLLOWER_RESUMED);
      }
    } else if (!follower.refused(
        answer.prevLogIndex(), answer.hintIndex(), answer.hintTerm(), log)) {
      state.note(Marks.REFUSAL_LATE);
    }
  }

  @Override
  public void logRead(Event.LogRead read) {
    Progress follower = followers.find(read.to());
    if (follower == null) {
      state.note(Marks.COLD_READ_LATE);
    } else {
      replication.logRead(follower, read, round);
    }
  }

  @Override
  public void snapshotReceived(SnapshotMeta meta) {
    state.note(Marks.SNAPSHOT_LATE);
  }

  @Override
  public void snapshotSent(Event.SnapshotSent sent) {
    Progress follower = followers.find(sent.to());
    if (follower != null
        && follower.installEnded(sent.index(), sent.arrived())
        && !sent.arrived()) {
      state.note(Marks.SNAPSHOT_LOST);
    }
  }

  @Override
  public long neededIndex() {
    return followers.neededIndex();
  }

  @Override
  public Role rules() {
    state.leaderHeardAt(followers.quorumContactNanos());
    if (!state.membership().isAlone()) {
      if (state.nowNanos() - state.leaderContactNanos() >= state.timeouts().electionNanos()) {
        return stepDown(Marks.LEADER_WITHOUT_MAJORITY);
      }
      if (writeHangs()) {
        return stepDown(Marks.LEADER_DISK_HANGS);
      }
      if (space.givesWay()) {
        return stepDown(Marks.LEADER_DISK_FULL);
      }
    }
    advanceCommitIndex();
    change.rules();
    lease.serve(followers, reads);
    boolean readsWait = hasCommittedInTerm() && reads.wantsRound();
    if (readsWait || state.nowNanos() - heartbeatDeadlineNanos >= 0) {
      beginRound();
    }
    followers.release(round);
    for (int i = 0; i < followers.size(); i++) {
      replication.replicate(followers.at(i), round);
    }
    state.transfer().hand(followers, round, lease);
    reads.confirmed(followers.quorumRound(round), state.outbox());
    // Those that stay learn of the commit in this turn, and elect one of them (dissertation
    // §4.2.2).
    return change.isOver() ? stepDown(Marks.LEADER_LEFT) : this;
  }

  /** Whether this server's disk takes so long that it leads nobody but itself any more. */
  boolean writeHangs() {
    return log.writeHangs(state.nowNanos(), hangNanos());
  }

  private Role stepDown(String mark) {
    state.note(mark);
    state.forgetLeader();
    return new Follower(state, electionDeadlineNanos());
  }

  /**
   * A leader that cannot write serves nobody; it lets another one lead after the longest election
   * timeout.
   */
  private long hangNanos() {
    return 2 * state.timeouts().electionNanos();
  }

  /**
   * An entry is committed when a majority holds it durably and it is of this term (§5.3, §5.4.2).
   */
  private void advanceCommitIndex() {
    long index = followers.quorumMatchIndex();
    if (index <= state.commitIndex()) {
      return;
    }
    if (log.termOf(index) != state.term()) {
      if (!oldTermNoted) {
        state.note(Marks.COMMIT_OF_OLD_TERM_HELD);
        oldTermNoted = true;
      }
      return;
    }
    for (long i = Math.max(state.commitIndex(), firstOwnIndex) + 1; i <= index; i++) {
      uncommittedBytes -= log.recent(i).sizeBytes();
    }
    state.commitTo(index);
  }

  private void beginRound() {
    round++;
    heartbeatDeadlineNanos = state.nowNanos() + state.timeouts().heartbeatNanos();
    lease.roundBegins(round);
    if (hasCommittedInTerm()) {
      reads.roundBegins(round, state.commitIndex());
      preference.look(followers);
    }
  }

  @Override
  public long deadlineNanos() {
    long deadline = heartbeatDeadlineNanos;
    if (!state.membership().isAlone()) {
      deadline = earlier(deadline, state.leaderContactNanos() + state.timeouts().electionNanos());
      if (log.durableWrite() < log.lastWrite()) {
        deadline = earlier(deadline, log.oldestWriteNanos() + hangNanos());
      }
    }
    return deadline;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  @Override
  public long electionDeadlineNanos() {
    return state.nowNanos() + state.timeouts().randomElectionNanos();
  }

  @Override
  public void leave() {
    lease.moveTo(reads);
    reads.refuseAll(state);
  }
}
