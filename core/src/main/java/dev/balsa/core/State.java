package dev.balsa.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The box "State" of Figure 2: what every server keeps in every role.
 *
 * <p>What survives a crash is the term, the vote and the log; the rest starts afresh.
 */
final class State {
  private final long id;
  private final Settings settings;
  private final Timeouts timeouts;
  private final RaftLog log;
  private final Outbox outbox = new Outbox();
  private final Membership membership;
  private final Promise promise;
  private final Transfer transfer;

  private long term;
  private long votedFor;
  private boolean hardStateChanged;
  private long hardStateWrite;

  private @Nullable SnapshotMeta snapshot;
  private long commitIndex;
  private long committedHereIndex;

  private boolean diskFull;
  private long spareBytes;

  private long nowNanos;
  private long leader = HardState.NOBODY;
  private long leaderContactNanos;

  /**
   * What a server starts with.
   *
   * @param began the configuration the cluster began with
   */
  State(
      long id,
      Configuration began,
      Settings settings,
      long seed,
      Recovered recovered,
      long nowNanos) {
    this.id = id;
    this.settings = settings;
    this.timeouts = new Timeouts(settings, seed);
    this.log = new RaftLog(began, recovered, settings.recentBytesMax());
    this.term = recovered.hardState().term();
    this.votedFor = recovered.hardState().votedFor();
    this.snapshot = recovered.snapshot();
    this.commitIndex = snapshot == null ? 0 : snapshot.index();
    this.committedHereIndex = commitIndex;
    this.nowNanos = nowNanos;
    this.leaderContactNanos = nowNanos;
    this.membership = new Membership(id, log.configurations(), outbox, committedHereIndex);
    this.promise = new Promise(this);
    this.transfer = new Transfer(this);
  }

  long id() {
    return id;
  }

  /** The configuration in force: the latest in the log, committed or not (§6). */
  Configuration configuration() {
    return log.configurations().latest();
  }

  /** What this server knows of membership beside the log. */
  Membership membership() {
    return membership;
  }

  Settings settings() {
    return settings;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  RaftLog log() {
    return log;
  }

  Outbox outbox() {
    return outbox;
  }

  /** What this server promised the leader it heard. */
  Promise promise() {
    return promise;
  }

  /** The leadership transfer that this server has begun, if any. */
  Transfer transfer() {
    return transfer;
  }

  long nowNanos() {
    return nowNanos;
  }

  /** currentTerm. */
  long term() {
    return term;
  }

  long votedFor() {
    return votedFor;
  }

  /** Whether the disk holds the present term and vote. */
  boolean hardStateDurable() {
    return !hardStateChanged && log.durableWrite() >= hardStateWrite;
  }

  /** Enters a higher term, in which no vote is given yet (§5.1). */
  void enterTerm(long higherTerm) {
    Check.that(higherTerm > term, "terms only rise");
    term = higherTerm;
    votedFor = HardState.NOBODY;
    hardStateChanged = true;
    forgetLeader();
  }

  /** Gives the one vote of this term (§5.2). */
  void voteFor(long candidate) {
    Check.that(votedFor == HardState.NOBODY, "one vote in a term");
    votedFor = candidate;
    hardStateChanged = true;
  }

  long leader() {
    return leader;
  }

  /** Takes note of who leads this term. */
  void follow(long newLeader) {
    if (leader == newLeader) {
      return;
    }
    Check.that(leader == HardState.NOBODY, "two leaders in one term");
    leader = newLeader;
    outbox.observe(new Effect.LeaderChanged(term, leader));
  }

  void forgetLeader() {
    if (leader != HardState.NOBODY) {
      leader = HardState.NOBODY;
      outbox.observe(new Effect.LeaderChanged(term, leader));
    }
  }

  /**
   * Notes when the leader of this term was last known to lead; a leader hears itself through a
   * majority.
   */
  void leaderHeardAt(long nanos) {
    leaderContactNanos = nanos;
  }

  long leaderContactNanos() {
    return leaderContactNanos;
  }

  /**
   * Whether some other than a server has led within the minimum election timeout (dissertation
   * §4.2.3).
   */
  boolean leaderIsAliveBeside(long server) {
    return leader != HardState.NOBODY
        && leader != server
        && nowNanos - leaderContactNanos < timeouts.electionNanos();
  }

  /** What is known to be committed, in the whole cluster. */
  long commitIndex() {
    return commitIndex;
  }

  /** What is known to be committed and durable here too. */
  long committedHereIndex() {
    return committedHereIndex;
  }

  /** Raises commitIndex; a lower value changes nothing. */
  void commitTo(long index) {
    Check.that(index <= log.lastIndex(), "nothing beyond the log is committed");
    commitIndex = Math.max(commitIndex, index);
  }

  /** Whether the disk has room for no more than a few entries. */
  boolean diskFull() {
    return diskFull;
  }

  void diskFilled(long newSpareBytes) {
    diskFull = true;
    spareBytes = newSpareBytes;
  }

  void diskHasRoom() {
    diskFull = false;
  }

  /** Whether the disk can be given an entry; if so, that takes what is left of a full one. */
  boolean takesRoomFor(Entry entry) {
    if (!diskFull) {
      return true;
    }
    if (entry.sizeBytes() > spareBytes) {
      return false;
    }
    spareBytes -= entry.sizeBytes();
    return true;
  }

  /** The newest durable snapshot, null if there is none. */
  @Nullable SnapshotMeta snapshot() {
    return snapshot;
  }

  /**
   * Takes note of a snapshot of the own state, and discards what the log need not hold any more
   * (§7).
   *
   * @param discardIndex the log keeps what comes after it
   */
  void snapshotTaken(SnapshotMeta meta, long discardIndex) {
    Check.that(meta.index() <= committedHereIndex, "only what is committed is in a snapshot");
    if (snapshot == null || meta.index() > snapshot.index()) {
      snapshot = meta;
    }
    if (discardIndex > log.start().index()) {
      log.discard(discardIndex);
      note(Marks.LOG_DISCARDED);
    }
  }

  /** Lets a snapshot take the place of the whole log and of the state (§7). */
  void install(SnapshotMeta meta) {
    membership.replaced(meta, commitIndex);
    log.reset(meta);
    snapshot = meta;
    commitIndex = meta.index();
    committedHereIndex = meta.index();
    outbox.restore(meta);
  }

  void note(String mark) {
    outbox.observe(new Effect.Noted(mark));
  }

  void refuse(long request, Refusal reason) {
    outbox.answer(new Effect.Refused(request, reason, leader));
  }

  /** The last entry, as requests for votes name it, is at least as up-to-date as ours (§5.4.1). */
  boolean isUpToDate(long lastLogIndex, long lastLogTerm) {
    long ownTerm = log.lastTerm();
    return lastLogTerm > ownTerm || (lastLogTerm == ownTerm && lastLogIndex >= log.lastIndex());
  }

  void startTurn(long newNowNanos) {
    Check.that(newNowNanos - nowNanos >= 0, "time never goes back");
    nowNanos = newNowNanos;
  }

  List<Effect> endTurn() {
    long index = Math.min(commitIndex, log.durableIndex());
    if (index > committedHereIndex) {
      committedHereIndex = index;
      outbox.commit(index);
    }
    membership.endTurn(committedHereIndex);
    log.evict(commitIndex);
    HardState hardState = hardStateChanged ? new HardState(term, votedFor) : null;
    List<Effect> effects = outbox.endTurn(hardState, log, nowNanos);
    if (hardStateChanged) {
      hardStateWrite = log.lastWrite();
      hardStateChanged = false;
    }
    return effects;
  }
}
