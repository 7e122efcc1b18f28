package dev.balsa.core;

import java.util.List;
import java.util.Objects;

/** What a leader sends to one follower: entries, questions, snapshots (§5.3, §7, §10.2.1). */
final class Replication {
  private final State state;
  private final RaftLog log;
  private final LeaderSpace space;

  Replication(State state, LeaderSpace space) {
    this.state = state;
    this.space = space;
    this.log = state.log();
  }

  /** Sends what is due. */
  void replicate(Progress follower, long round) {
    if (follower.isStreaming()
        && !follower.nothingInFlight()
        && state.nowNanos() - follower.contactNanos() >= state.timeouts().electionNanos()) {
      state.note(Marks.FOLLOWER_SILENT);
      follower.lost();
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
        readCold(follower, batchBytesMax, round);
        break;
      }
      sendEntries(follower, log.slice(follower.nextIndex(), batchBytesMax), round);
    }
    if (follower.isDue(round, state.commitIndex())) {
      state.outbox().send(appendEntries(follower, List.of(), round));
      follower.sentEmpty(round, state.commitIndex());
    }
  }

  private void readCold(Progress follower, int bytesMax, long round) {
    if (follower.mayRead(round)) {
      state.note(Marks.COLD_READ);
      follower.reading();
      state.outbox().readLog(new Effect.ReadLog(follower.member(), follower.nextIndex(), bytesMax));
    }
  }

  /** Takes in entries read from disk. */
  void logRead(Progress follower, Event.LogRead read, long round) {
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
    sendEntries(follower, entries, round);
  }

  private void sendEntries(Progress follower, List<Entry> entries, long round) {
    state.outbox().send(appendEntries(follower, entries, round));
    long last = entries.get(entries.size() - 1).index();
    long bytes = Entry.sizeBytes(entries);
    boolean wasEmpty = follower.nothingInFlight();
    follower.sentEntries(last, bytes, round, state.commitIndex());
    if (follower.windowIsFull() && !wasEmpty) {
      state.note(Marks.FOLLOWER_WINDOW_FULL);
    }
  }

  private Message appendEntries(Progress follower, List<Entry> entries, long round) {
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
}
