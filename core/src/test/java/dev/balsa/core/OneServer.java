package dev.balsa.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Server 1 of a cluster whose other members exist only as messages. Every turn gives back what it
 * did, in the words of {@link Trace}.
 *
 * <p>The election timeout is 100 ms, the heartbeat 20 ms.
 */
public final class OneServer {
  public static final Settings SETTINGS = new Settings(100, 20, 1000, 1024, 4096, 3000, 2048, 3);
  private static final long MILLI = 1_000_000;

  private final Raft raft;
  private final int voters;
  private long now;
  private long lastWrite;

  private OneServer(Settings settings, Configuration configuration, Recovered recovered) {
    this.voters = configuration.voters().size();
    raft = new Raft(1, configuration, settings, 7, recovered, 0);
  }

  private OneServer(int voters, Recovered recovered) {
    this(SETTINGS, voters(voters), recovered);
  }

  private static Configuration voters(int voters) {
    return new Configuration(LongStream.rangeClosed(1, voters).boxed().toList());
  }

  /** With an empty disk, in a cluster that began with a configuration. */
  public static OneServer of(Configuration configuration) {
    return new OneServer(SETTINGS, configuration, Recovered.NOTHING);
  }

  /** With a durable log whose entries have these terms, in the term of the last one. */
  public static OneServer of(int voters, long... terms) {
    long term = terms.length == 0 ? 0 : terms[terms.length - 1];
    return inTerm(term, HardState.NOBODY, voters, terms);
  }

  /** With other settings than usual and an empty log. */
  public static OneServer with(Settings settings, int voters) {
    return new OneServer(settings, voters(voters), recovered(HardState.INITIAL, 0));
  }

  /** With a durable term and vote. */
  public static OneServer inTerm(long term, long votedFor, int voters, long... terms) {
    return new OneServer(voters, recovered(new HardState(term, votedFor), terms.length, terms));
  }

  /** With only the last few entries in memory. */
  public static OneServer withRecent(int recent, int voters, long... terms) {
    HardState hardState = new HardState(terms[terms.length - 1], HardState.NOBODY);
    return new OneServer(voters, recovered(hardState, recent, terms));
  }

  /** With a snapshot in the place of a log. */
  public static OneServer fromSnapshot(SnapshotMeta meta, int voters) {
    HardState hardState = new HardState(meta.term(), HardState.NOBODY);
    return new OneServer(
        voters,
        new Recovered(
            hardState, meta, meta.logStart(), List.of(), meta.index(), List.of(), List.of()));
  }

  /** What a disk holds with such a log. */
  public static Recovered recovered(HardState hardState, int recent, long... terms) {
    List<Entry> entries = new ArrayList<>();
    List<TermRun> runs = new ArrayList<>();
    for (int i = 0; i < terms.length; i++) {
      entries.add(entry(i + 1, terms[i]));
      if (i == 0 || terms[i - 1] != terms[i]) {
        runs.add(new TermRun(terms[i], i + 1));
      }
    }
    List<Entry> last = entries.subList(entries.size() - recent, entries.size());
    return new Recovered(hardState, runs, terms.length, last);
  }

  public Raft raft() {
    return raft;
  }

  /** One turn. */
  public List<String> on(Event... events) {
    List<String> lines = new ArrayList<>();
    for (Effect effect : raft.step(now, List.of(events))) {
      lines.add(Trace.line(effect));
      if (effect instanceof Effect.Persist persist) {
        lastWrite = persist.sequence();
      }
    }
    return lines;
  }

  public List<String> receive(Message... messages) {
    Event[] events = new Event[messages.length];
    for (int i = 0; i < messages.length; i++) {
      events[i] = new Event.Received(messages[i]);
    }
    return on(events);
  }

  /** Time passes without a turn. */
  public OneServer wait(int millis) {
    now += millis * MILLI;
    return this;
  }

  /** Time passes, then a turn. */
  public List<String> elapse(int millis) {
    wait(millis);
    return on();
  }

  /** Waits for exactly the deadline. */
  public List<String> deadline() {
    now = raft.deadlineNanos();
    return on();
  }

  /** The disk finishes everything. */
  public List<String> persisted() {
    return on(new Event.Persisted(lastWrite));
  }

  /** An operator wants these voters and learners. */
  public List<String> change(long id, List<Long> newVoters, List<Long> learners) {
    return on(new Event.ChangeMembership(id, new Change(newVoters, learners, List.of())));
  }

  public List<String> propose(long id, String... commands) {
    List<Bytes> bytes = new ArrayList<>();
    for (String command : commands) {
      bytes.add(Bytes.utf8(command));
    }
    return on(new Event.Propose(id, bytes));
  }

  /** Waits longer than any election timeout. */
  public OneServer campaigning() {
    elapse(200);
    return this;
  }

  /** A candidate whose own vote is durable. */
  public OneServer candidate() {
    campaigning();
    if (raft.role() == RoleName.PRE_CANDIDATE) {
      Message[] answers = new Message[voters / 2];
      for (int i = 0; i < answers.length; i++) {
        answers[i] = new Message.PreVoteResponse(i + 2, 1, raft.term(), raft.term(), true);
      }
      receive(answers);
    }
    return this;
  }

  /** A leader whose no-op is on its way to all, also to its own disk. */
  public OneServer leader() {
    candidate();
    persisted();
    Message[] answers = new Message[voters / 2];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = granted(i + 2, raft.term());
    }
    receive(answers);
    return this;
  }

  /** A leader of three whose no-op is committed and known to be by all. */
  public OneServer settled() {
    leader();
    persisted();
    long last = raft.lastIndex();
    receive(ok(2, raft.term(), 1, last - 1, last), ok(3, raft.term(), 1, last - 1, last));
    return this;
  }

  public static Entry entry(long index, long term) {
    return entry(index, term, "e" + index + "." + term);
  }

  public static Entry entry(long index, long term, String command) {
    return new Entry(index, term, EntryKind.COMMAND, Bytes.utf8(command));
  }

  /** An entry with a configuration: voters, outgoing, learners, next. */
  public static Entry configuration(
      long index,
      long term,
      List<Long> voters,
      List<Long> outgoing,
      List<Long> learners,
      List<Long> next) {
    return Entry.of(index, term, new Configuration(voters, outgoing, learners, next, List.of()));
  }

  public static Message append(
      long from, long term, long prev, long prevTerm, long commit, long round, Entry... entries) {
    return new Message.AppendEntries(
        from, 1, term, prev, prevTerm, List.of(entries), commit, round);
  }

  public static Message ok(long from, long term, long round, long prev, long match) {
    return new Message.AppendEntriesResponse(from, 1, term, round, true, prev, match, 0, 0);
  }

  public static Message refused(
      long from, long term, long round, long prev, long hintIndex, long hintTerm) {
    return new Message.AppendEntriesResponse(
        from, 1, term, round, false, prev, 0, hintTerm, hintIndex);
  }

  public static Message vote(long from, long term, long last, long lastTerm) {
    return new Message.RequestVote(from, 1, term, last, lastTerm);
  }

  public static Message granted(long from, long term) {
    return new Message.RequestVoteResponse(from, 1, term, true);
  }

  public static Message preVote(long from, long term, long last, long lastTerm) {
    return new Message.PreVote(from, 1, term, last, lastTerm);
  }
}
