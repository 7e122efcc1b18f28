package dev.balsa.core;

import java.util.List;
import java.util.Objects;

/**
 * Rules for Servers, "Leaders" (§5.3, §5.4), with pipelining (§10.2.1), CheckQuorum (§6.2) and
 * reads (§6.4).
 */
final class Leader implements Role {
  private final State state;
  private final RaftLog log;
  private final Progress[] followers;
  private final long[] majority;
  private final ReadQueue reads = new ReadQueue();

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
    state.follow(state.id());
    state.leaderHeardAt(state.nowNanos());
    if (state.commitIndex() < log.lastIndex()) {
      state.note(Marks.LEADER_INHERITED_TAIL);
    }
    this.firstOwnIndex = log.lastIndex() + 1;
    this.heartbeatDeadlineNanos = state.nowNanos();
    List<Long> voters = state.configuration().voters();
    this.majority = new long[voters.size()];
    this.followers = new Progress[voters.size() - 1];
    int at = 0;
    for (long voter : voters) {
      if (voter != state.id()) {
        followers[at] =
            new Progress(voter, firstOwnIndex, state.nowNanos(), state.settings().windowBytesMax());
        at++;
      }
    }
    this.space = new LeaderSpace(state, followers);
    log.append(new Entry(firstOwnIndex, state.term(), EntryKind.NO_OP, Bytes.EMPTY));
  }

  @Override
  public RoleName name() {
    return RoleName.LEADER;
  }

  @Override
  public void propose(Event.Propose proposal) {
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
  public void read(Event.Read read) {
    if (reads.size() >= state.settings().readsMax()) {
      state.refuse(read.id(), Refusal.OVERLOADED);
      return;
    }
    if (!mayServeReads()) {
      state.note(Marks.READS_HELD);
    }
    reads.add(read.id());
  }

  /** Before an entry of its own term is committed a leader may not know what is (§6.4). */
  private boolean mayServeReads() {
    return state.commitIndex() >= firstOwnIndex;
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
    Progress follower = follower(answer.from());
    follower.heard(state.nowNanos(), answer.round(), answer.diskFull());
    if (answer.success()) {
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
    Progress follower = follower(read.to());
    if (!follower.readArrived(read.fromIndex())) {
      state.note(Marks.COLD_READ_LATE);
      return;
    }
    List<Entry> entries = read.entries();
    if (entries.isEmpty()) {
      state.note(Marks.COLD_READ_EMPTY);
      follower.readWasEmpty(round);
      return;
    }
    Entry last = entries.get(entries.size() - 1);
    // The log may have been cut and may have grown again while the disk was reading.
    if (!follower.mayStream()
        || follower.nextIndex() != read.fromIndex()
        || read.fromIndex() <= log.start().index()
        || !log.holds(last.index(), last.term())) {
      state.note(Marks.COLD_READ_LATE);
      return;
    }
    sendEntries(follower, entries);
  }

  @Override
  public void snapshotReceived(SnapshotMeta meta) {
    state.note(Marks.SNAPSHOT_LATE);
  }

  @Override
  public void snapshotSent(Event.SnapshotSent sent) {
    if (follower(sent.to()).installEnded(sent.index(), sent.arrived()) && !sent.arrived()) {
      state.note(Marks.SNAPSHOT_LOST);
    }
  }

  @Override
  public long neededIndex() {
    long needed = Long.MAX_VALUE;
    for (Progress follower : followers) {
      needed = Math.min(needed, follower.neededIndex());
    }
    return needed;
  }

  private Progress follower(long member) {
    for (Progress follower : followers) {
      if (follower.member() == member) {
        return follower;
      }
    }
    throw new IllegalStateException("no such follower");
  }

  @Override
  public Role rules() {
    if (followers.length > 0) {
      state.leaderHeardAt(majorityContactNanos());
      if (state.nowNanos() - state.leaderContactNanos() >= state.timeouts().electionNanos()) {
        return stepDown(Marks.LEADER_WITHOUT_MAJORITY);
      }
      if (log.writeHangs(state.nowNanos(), hangNanos())) {
        return stepDown(Marks.LEADER_DISK_HANGS);
      }
      if (space.givesWay()) {
        return stepDown(Marks.LEADER_DISK_FULL);
      }
    }
    advanceCommitIndex();
    boolean readsWait = mayServeReads() && reads.wantsRound();
    if (readsWait || state.nowNanos() - heartbeatDeadlineNanos >= 0) {
      beginRound();
    }
    for (Progress follower : followers) {
      replicate(follower);
    }
    reads.confirmed(majorityRound(), state.outbox());
    return this;
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

  private long majorityContactNanos() {
    long now = state.nowNanos();
    for (int i = 0; i < followers.length; i++) {
      majority[i] = followers[i].contactNanos() - now;
    }
    majority[followers.length] = 0;
    return now + state.configuration().reachedByMajority(majority);
  }

  private long majorityRound() {
    for (int i = 0; i < followers.length; i++) {
      majority[i] = followers[i].echoedRound();
    }
    majority[followers.length] = round;
    return state.configuration().reachedByMajority(majority);
  }

  /**
   * An entry is committed when a majority holds it durably and it is of this term (§5.3, §5.4.2).
   */
  private void advanceCommitIndex() {
    for (int i = 0; i < followers.length; i++) {
      majority[i] = followers[i].matchIndex();
    }
    majority[followers.length] = log.durableIndex();
    long index = state.configuration().reachedByMajority(majority);
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
    if (mayServeReads()) {
      reads.roundBegins(round, state.commitIndex());
    }
  }

  private void replicate(Progress follower) {
    if (follower.isStreaming()
        && !follower.nothingInFlight()
        && state.nowNanos() - follower.contactNanos() >= state.timeouts().electionNanos()) {
      state.note(Marks.FOLLOWER_SILENT);
      follower.probe(follower.matchIndex() + 1);
    }
    if (follower.nextIndex() <= log.start().index() && follower.mayInstall(round)) {
      SnapshotMeta snapshot = Objects.requireNonNull(state.snapshot());
      state.note(Marks.SNAPSHOT_NEEDED);
      follower.install(snapshot.index(), round);
      state.outbox().sendSnapshot(follower.member(), snapshot);
    }
    int batchBytesMax = state.settings().appendBytesMax();
    while (follower.mayStream()
        && space.mayStream(follower)
        && follower.nextIndex() > log.start().index()
        && follower.nextIndex() <= log.lastIndex()) {
      if (follower.nextIndex() < log.firstRecentIndex()) {
        readCold(follower, batchBytesMax);
        break;
      }
      sendEntries(follower, log.slice(follower.nextIndex(), batchBytesMax));
    }
    if (follower.isDue(round, state.commitIndex())) {
      state.outbox().send(appendEntries(follower, List.of()));
      follower.sentEmpty(round, state.commitIndex());
    }
  }

  private void readCold(Progress follower, int bytesMax) {
    if (follower.mayRead(round)) {
      state.note(Marks.COLD_READ);
      follower.reading();
      state.outbox().readLog(new Effect.ReadLog(follower.member(), follower.nextIndex(), bytesMax));
    }
  }

  private void sendEntries(Progress follower, List<Entry> entries) {
    state.outbox().send(appendEntries(follower, entries));
    long last = entries.get(entries.size() - 1).index();
    long bytes = Entry.sizeBytes(entries);
    boolean wasEmpty = follower.nothingInFlight();
    follower.sentEntries(last, bytes, round, state.commitIndex());
    if (follower.windowIsFull() && !wasEmpty) {
      state.note(Marks.FOLLOWER_WINDOW_FULL);
    }
  }

  private Message appendEntries(Progress follower, List<Entry> entries) {
    long before = follower.nextIndex() - 1;
    // Whoever needs a snapshot is asked about the place where all logs agree.
    long prevLogIndex = before < log.start().index() ? 0 : before;
    long prevLogTerm = prevLogIndex == 0 ? 0 : log.termOf(prevLogIndex);
    return new Message.AppendEntries(
        state.id(),
        follower.member(),
        state.term(),
        prevLogIndex,
        prevLogTerm,
        entries,
        state.commitIndex(),
        round);
  }

  @Override
  public long deadlineNanos() {
    long deadline = heartbeatDeadlineNanos;
    if (followers.length > 0) {
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
    reads.refuseAll(state);
  }
}
