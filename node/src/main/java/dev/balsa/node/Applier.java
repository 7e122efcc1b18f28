package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Check;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.SegmentedLog;
import dev.balsa.log.SnapshotReader;
import dev.balsa.node.Request.Query;
import dev.balsa.node.RequestException.NotDone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Owns the state machine: applies what is committed, answers those who wait for it, and asks the
 * state machine what clients want to read. Futures end on this agent's thread, and with them what
 * their clients chained to them; a slow state machine or a slow client delays the answers of this
 * member, never its heartbeats, votes and acknowledgements.
 */
final class Applier implements Agent {
  /** How often it looks for requests whose time is over: this many times in a request's time. */
  private static final int LOOKS_PER_TIMEOUT = 20;

  private final NodeSettings settings;
  private final SegmentedLog log;
  private final StateMachine stateMachine;
  private final Mailbox<ApplierMail> inbox;
  private final Mailbox<ConsensusMail> consensus;
  private final Mailbox<SnapshotMail> snapshotter;
  private final NodeObserver observer;
  private final NanoClock clock;
  private final Lifecycle lifecycle;
  private final PendingProposals pending = new PendingProposals();
  private final WaitingReads reads = new WaitingReads();
  private final Freshness freshness = new Freshness();
  private final AtomicLong appliedIndex = new AtomicLong();
  private final List<ApplierMail> mail = new ArrayList<>();
  private final SnapshotPolicy policy;
  private final @Nullable SnapshotFetching fetching;
  private @Nullable SnapshotMeta startsFrom;

  /** As of the last applied entry, which is what a snapshot of that has to say. */
  private Configuration configuration;

  private long commitIndex;
  private long appliedTerm;
  private long expiryNanos;

  /**
   * Applies the log from its start.
   *
   * @param startsFrom the snapshot to begin with, or null if there is none
   */
  Applier(
      NodeSettings settings,
      @Nullable SnapshotMeta startsFrom,
      SegmentedLog log,
      StateMachine stateMachine,
      Mailboxes mailboxes,
      NodeObserver observer,
      NanoClock clock,
      Lifecycle lifecycle) {
    this.settings = settings;
    this.startsFrom = startsFrom;
    this.configuration = settings.configuration();
    this.log = log;
    this.stateMachine = stateMachine;
    this.inbox = mailboxes.applier();
    this.consensus = mailboxes.consensus();
    this.snapshotter = mailboxes.snapshotter();
    this.observer = observer;
    this.clock = clock;
    this.lifecycle = lifecycle;
    this.policy =
        new SnapshotPolicy(settings.snapshots(), log.snapshots()::freeBytes, clock.nanos());
    this.fetching =
        stateMachine instanceof Witness
            ? new SnapshotFetching(settings, log.snapshots(), policy, snapshotter, clock.nanos())
            : null;
    this.expiryNanos = clock.nanos() + pauseNanos();
  }

  /**
   * Applies what is committed.
   *
   * @throws IllegalStateException if the state machine cannot apply an entry
   * @throws UncheckedIOException if the log cannot be read
   */
  @Override
  public int doWork() {
    int done = 0;
    if (startsFrom != null) {
      restore(startsFrom);
      startsFrom = null;
      done++;
    }
    done += inbox.drain(mail);
    for (int i = 0; i < mail.size(); i++) {
      take(mail.get(i));
    }
    mail.clear();
    if (appliedIndex.get() < commitIndex) {
      done += apply();
    }
    long nowNanos = clock.nanos();
    if (policy.findsScarcity(nowNanos)) {
      snapshotter.add(new SnapshotMail.Discard(appliedIndex.get()));
      snapshotIfDue();
    }
    if (fetching != null) {
      fetching.goOn(appliedIndex.get(), configuration.members(), nowNanos);
    }
    if (nowNanos >= expiryNanos) {
      expire();
    }
    return done;
  }

  private void take(ApplierMail piece) {
    switch (piece) {
      case ApplierMail.Filed filed ->
          pending.file(filed.firstIndex(), filed.term(), filed.proposals());
      case ApplierMail.Committed committed ->
          commitIndex = Math.max(commitIndex, committed.index());
      case ApplierMail.Restore restore -> restore(restore.meta());
      case ApplierMail.Ready ready -> {
        if (ready.readIndex() <= appliedIndex.get()) {
          ready.queries().forEach(this::confirmed);
        } else {
          reads.add(ready.readIndex(), ready.queries());
        }
      }
      case ApplierMail.Ended ended -> ended.requests().forEach(over -> over.fail(ended.cause()));
      case ApplierMail.HandedOver done -> done.request().succeed(done.leader());
      case ApplierMail.Changed done -> done.request().succeed(done.members());
      case Query<?> query -> answerAlone(query);
      case Request.TakeSnapshot wish -> snapshot(wish);
      case Request.MemberChange change ->
          throw new IllegalStateException("a change of the members is for the consensus thread");
      case Request.Handover handover ->
          throw new IllegalStateException("a handover comes to the applier only with its end");
      case Request.Proposal proposal ->
          throw new IllegalStateException("a proposal comes to the applier only when it is filed");
    }
  }

  /** A read that this member may answer if it knows enough, or else must have confirmed. */
  private void answerAlone(Query<?> query) {
    long nowNanos = clock.nanos();
    if (freshness.suffices(query.consistency(), nowNanos)) {
      query.ask(freshness.staleMillis(query, nowNanos));
    } else if (!consensus.add(query)) {
      query.drop(lifecycle.reason());
    }
  }

  private void confirmed(Query<?> query) {
    freshness.confirmed(query.askedNanos());
    query.ask(freshness.staleMillis(query, clock.nanos()));
  }

  /** The newest snapshot is the wanted one or a later one, which holds all that is wanted. */
  private void restore(SnapshotMeta wanted) {
    SnapshotMeta meta;
    try (SnapshotReader reader = log.snapshots().openNewest()) {
      meta = reader.meta();
      Check.that(meta.index() >= wanted.index(), "a snapshot is there when it is restored");
      if (meta.index() <= appliedIndex.get()) {
        return;
      }
      stateMachine.restore(reader.content());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the snapshot of entry " + wanted.index() + " cannot be restored: " + e.getMessage(), e);
    }
    appliedIndex.lazySet(meta.index());
    appliedTerm = meta.term();
    configuration = meta.configuration();
    commitIndex = Math.max(commitIndex, meta.index());
    policy.begin();
    if (fetching != null) {
      fetching.restored(meta.index());
    }
    observer.restored(meta);
    pending.restored(meta.index(), meta.term());
    reads.take(meta.index()).forEach(this::confirmed);
  }

  /** The state is frozen between two entries, and written by another thread. */
  private void snapshotIfDue() {
    // A member that waits to be added does not know what the cluster began with.
    if (fetching == null && policy.isDue() && !configuration.isNone()) {
      snapshot();
    }
  }

  /** Whether the state machine takes snapshots at all. */
  private boolean snapshot() {
    policy.begin();
    FrozenState state = stateMachine.freeze();
    if (state == null) {
      return false;
    }
    SnapshotMeta meta = new SnapshotMeta(appliedIndex.get(), appliedTerm, configuration);
    snapshotter.add(new SnapshotMail.Take(meta, state, policy.keptBytes()));
    return true;
  }

  private void snapshot(Request.TakeSnapshot wish) {
    if (appliedIndex.get() == 0 || configuration.isNone()) {
      wish.fail(new NotDone(NotDone.Reason.REFUSED, "nothing has been applied here yet"));
    } else if (snapshot()) {
      wish.succeed(appliedIndex.get());
    } else {
      wish.fail(new NotDone(NotDone.Reason.REFUSED, "the state machine takes no snapshots"));
    }
  }

  private int apply() {
    List<Entry> entries;
    long from = appliedIndex.get() + 1;
    try {
      entries = log.read(from, commitIndex, settings.limits().applyBytesMax());
    } catch (IOException e) {
      throw new UncheckedIOException("entry " + from + " cannot be read: " + e.getMessage(), e);
    }
    if (entries.isEmpty()) {
      throw new IllegalStateException("entry " + from + " is committed, but not in the log");
    }
    int done = 0;
    for (Entry entry : entries) {
      if (!lifecycle.isRunning()) {
        break;
      }
      apply(entry);
      done++;
    }
    snapshotIfDue();
    return done;
  }

  private void apply(Entry entry) {
    Check.that(entry.index() == appliedIndex.get() + 1, "entries are applied one after the other");
    Bytes result = Bytes.EMPTY;
    if (entry.kind() == EntryKind.COMMAND) {
      try {
        result = stateMachine.apply(entry);
      } catch (RuntimeException e) {
        throw new IllegalStateException(
            "the state machine cannot apply entry " + entry.index() + " of term " + entry.term(),
            e);
      }
    } else if (entry.kind() == EntryKind.CONFIGURATION) {
      configuration = entry.configuration();
    }
    appliedIndex.lazySet(entry.index());
    appliedTerm = entry.term();
    policy.applied(entry.sizeBytes());
    observer.applied(entry, result);
    pending.applied(entry.index(), entry.term(), result);
    reads.take(entry.index()).forEach(this::confirmed);
  }

  private void expire() {
    long nowNanos = clock.nanos();
    pending.expire(nowNanos);
    reads.expire(
        nowNanos,
        new NotDone(
            NotDone.Reason.OVERLOADED,
            "this member has not caught up with the leader in time to answer the read"));
    expiryNanos = nowNanos + pauseNanos();
  }

  private long pauseNanos() {
    return Math.max(1_000_000L * settings.limits().requestTimeoutMillis() / LOOKS_PER_TIMEOUT, 1);
  }

  /** Up to here the state machine has applied. For any thread. */
  long appliedIndex() {
    return appliedIndex.get();
  }

  @Override
  public boolean hasMail() {
    return appliedIndex.get() < commitIndex || inbox.hasMail();
  }

  @Override
  public long deadlineNanos() {
    return Math.min(Math.min(expiryNanos, policy.deadlineNanos()), fetchNanos());
  }

  @Override
  public long idleDeadlineNanos() {
    boolean nobodyWaits = pending.count() == 0 && reads.isEmpty();
    return nobodyWaits ? Math.min(policy.idleDeadlineNanos(), fetchNanos()) : deadlineNanos();
  }

  private long fetchNanos() {
    return fetching == null ? Long.MAX_VALUE : fetching.deadlineNanos();
  }

  @Override
  public void close() {
    mail.addAll(inbox.close());
    mail.forEach(piece -> piece.drop(lifecycle.reason()));
    abandon();
  }

  /**
   * Answers everyone who waits, because the thread of this agent does not come back. For any
   * thread.
   */
  void abandon() {
    inbox.close().forEach(piece -> piece.drop(lifecycle.reason()));
    pending.failAll(ApplierMail.unknown(lifecycle.reason()));
    reads.failAll(ApplierMail.notDone(lifecycle.reason()));
  }
}
