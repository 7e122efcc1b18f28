package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.core.Recovered;
import dev.balsa.core.Server;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.SegmentedLog;
import dev.balsa.node.Request.Handover;
import dev.balsa.node.Request.MemberChange;
import dev.balsa.node.Request.Proposal;
import dev.balsa.node.Request.Query;
import dev.balsa.node.RequestException.NotDone;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A whole node without threads and without a clock of its own: the four agents, wired. {@link
 * RaftNode} gives each of them a thread; a simulator turns them itself, in whatever order it likes,
 * one at a time.
 *
 * <p>Requests, arriving messages and {@link #status} are safe for use by many threads.
 */
public final class NodeCore implements Transport.Receiver, AutoCloseable {
  private final NodeSettings settings;
  private final boolean witness;
  private final NanoClock clock;
  private final Lifecycle lifecycle;
  private final Mailboxes mailboxes;
  private final StatusKeeper status;
  private final Counting counting;
  private final Applier applier;
  private final Agent consensus;
  private final Agent logWriter;
  private final Agent guardedApplier;
  private final Agent snapshotter;
  private final Bell consensusBell = new Bell();
  private final Bell logWriterBell = new Bell();
  private final Bell applierBell = new Bell();
  private final Bell snapshotterBell = new Bell();
  private final Allowance proposalBytes;
  private final Allowance readsOpen;
  private final AtomicLong messagesDropped = new AtomicLong();

  /**
   * Wires a node. Nothing happens until the agents are turned.
   *
   * @param server the core, made from the same settings and from {@code recovered}
   * @param recovered what the log held
   * @param transport not started and not closed by this class
   */
  public NodeCore(
      NodeSettings settings,
      Server server,
      Recovered recovered,
      SegmentedLog log,
      Transport transport,
      StateMachine stateMachine,
      NodeObserver observer,
      NanoClock clock) {
    this(
        settings, server, recovered, log, transport, stateMachine, observer, clock, Scribe.AT_ONCE);
  }

  /** The same with somebody else who writes snapshots. */
  NodeCore(
      NodeSettings settings,
      Server server,
      Recovered recovered,
      SegmentedLog log,
      Transport transport,
      StateMachine stateMachine,
      NodeObserver observer,
      NanoClock clock,
      Scribe scribe) {
    NodeLimits limits = settings.limits();
    this.counting = new Counting(new GuardedObserver(observer));
    NodeObserver guarded = counting;
    this.settings = settings;
    this.clock = clock;
    this.proposalBytes = new Allowance(limits.proposalBytesMax());
    this.readsOpen = new Allowance(limits.readsMax());
    this.lifecycle =
        new Lifecycle(
            settings.member(),
            guarded,
            List.of(consensusBell, logWriterBell, applierBell, snapshotterBell));
    this.mailboxes =
        Mailboxes.of(limits, consensusBell, logWriterBell, applierBell, snapshotterBell);
    this.status = new StatusKeeper(settings.configuration(), recovered);
    StateHashes hashes = new StateHashes();
    this.witness = stateMachine instanceof Witness;
    StateMachine applied = Witness.compared(settings, stateMachine, hashes);
    DivergenceWatch watch =
        new DivergenceWatch(
            settings, configuration(settings, recovered), hashes, transport, guarded, lifecycle);
    this.consensus =
        new GuardedAgent(
            new ConsensusLoop(
                settings,
                server,
                status,
                mailboxes,
                transport,
                guarded,
                clock,
                lifecycle,
                requestIds(settings),
                watch),
            lifecycle);
    long pauseNanos = LogWriter.pauseNanos(settings.consensus());
    this.logWriter =
        new GuardedAgent(
            new LogWriter(log, mailboxes, transport, guarded, clock, pauseNanos), lifecycle);
    this.applier =
        new Applier(
            settings, recovered.snapshot(), log, applied, mailboxes, guarded, clock, lifecycle);
    this.guardedApplier = new GuardedAgent(applier, lifecycle);
    this.snapshotter =
        new GuardedAgent(
            new Snapshotter(
                log,
                settings.snapshots(),
                settings.scrub(),
                mailboxes,
                transport,
                guarded,
                clock,
                scribe),
            lifecycle);
  }

  /** What the log says about who votes, or else the settings. */
  static Configuration configuration(NodeSettings settings, Recovered recovered) {
    if (!recovered.configurations().isEmpty()) {
      return recovered.configurations().getLast().configuration();
    }
    SnapshotMeta snapshot = recovered.snapshot();
    return snapshot == null ? settings.configuration() : snapshot.configuration();
  }

  /** Numbers that no other run of this member has used, with overwhelming probability. */
  private static LongSupplier requestIds(NodeSettings settings) {
    long start = new SplittableRandom(settings.seed() * 31 + settings.member()).nextLong();
    AtomicLong next = new AtomicLong(start);
    return next::getAndIncrement;
  }

  /** Turns the core. */
  public Agent consensus() {
    return consensus;
  }

  /** Writes the log. */
  public Agent logWriter() {
    return logWriter;
  }

  /** Applies what is committed. */
  public Agent applier() {
    return guardedApplier;
  }

  /** Writes, sends and receives snapshots. */
  public Agent snapshotter() {
    return snapshotter;
  }

  /** As {@link RaftNode#propose}. */
  public CompletableFuture<Bytes> propose(Bytes command) {
    int bytesMax = settings.consensus().commandBytesMax();
    if (command.length() > bytesMax) {
      return refuse(
          NotDone.Reason.TOO_LARGE,
          "a command of "
              + command.length()
              + " bytes is larger than commandBytesMax, "
              + bytesMax);
    }
    if (!proposalBytes.take(Proposal.costBytes(command))) {
      return refuse(
          NotDone.Reason.OVERLOADED,
          "commands of "
              + proposalBytes.taken()
              + " bytes wait already, and proposalBytesMax is "
              + proposalBytes.most()
              + "; try again when some have been answered");
    }
    Proposal proposal = new Proposal(command, deadlineNanos(), proposalBytes);
    hand(mailboxes.consensus(), proposal);
    return proposal;
  }

  /** As {@link RaftNode#read}. */
  public <T extends @Nullable Object> CompletableFuture<T> read(Supplier<T> query) {
    return ask(mailboxes.consensus(), Consistency.LINEARIZABLE, stale -> query.get());
  }

  /** As {@link RaftNode#readLocal}. */
  public <T extends @Nullable Object> CompletableFuture<T> readLocal(Supplier<T> query) {
    return ask(mailboxes.applier(), Consistency.LOCAL, stale -> query.get());
  }

  /** As {@link RaftNode#read(Consistency, Supplier)}. */
  public <T extends @Nullable Object> CompletableFuture<Answer<T>> read(
      Consistency consistency, Supplier<T> query) {
    LongFunction<Answer<T>> question = stale -> new Answer<>(query.get(), stale);
    return switch (consistency) {
      case Consistency.Linearizable all -> ask(mailboxes.consensus(), consistency, question);
      case Consistency.Lease all -> ask(mailboxes.consensus(), consistency, question);
      case Consistency.Bounded some -> ask(mailboxes.applier(), consistency, question);
      case Consistency.Local some -> ask(mailboxes.applier(), consistency, question);
    };
  }

  /** As {@link RaftNode#transferLeadership(long)}. */
  public CompletableFuture<Long> transferLeadership(long to) {
    if (!readsOpen.take(1)) {
      return refuse(NotDone.Reason.OVERLOADED, "too many requests wait already; try later");
    }
    Handover request = new Handover(to, deadlineNanos(), readsOpen);
    hand(mailboxes.consensus(), request);
    return request;
  }

  /** As {@link RaftNode#changeMembers}. */
  public CompletableFuture<Members> changeMembers(UnaryOperator<Change> change) {
    if (!readsOpen.take(1)) {
      return refuse(NotDone.Reason.OVERLOADED, "too many requests wait already; try later");
    }
    long deadlineNanos = clock.nanos() + settings.limits().changeTimeoutMillis() * 1_000_000L;
    MemberChange request = new MemberChange(change, deadlineNanos, readsOpen);
    hand(mailboxes.consensus(), request);
    return request;
  }

  /** As {@link RaftNode#takeSnapshot}. */
  public CompletableFuture<Long> takeSnapshot() {
    if (!readsOpen.take(1)) {
      return refuse(NotDone.Reason.OVERLOADED, "too many requests wait already; try later");
    }
    Request.TakeSnapshot request = new Request.TakeSnapshot(deadlineNanos(), readsOpen);
    hand(mailboxes.applier(), request);
    return request;
  }

  private <T extends @Nullable Object> CompletableFuture<T> ask(
      Mailbox<? super Query<T>> mailbox, Consistency consistency, LongFunction<T> question) {
    if (!readsOpen.take(1)) {
      return refuse(
          NotDone.Reason.OVERLOADED,
          "readsMax, "
              + readsOpen.most()
              + ", reads wait already; try again when some have been answered");
    }
    Query<T> request =
        new Query<>(consistency, question, clock.nanos(), deadlineNanos(), readsOpen);
    hand(mailbox, request);
    return request;
  }

  private <R extends Request<?>> void hand(Mailbox<? super R> mailbox, R request) {
    if (witness && request.needsState()) {
      request.fail(Witness.refusal(settings.member(), request));
      return;
    }
    switch (mailbox.offer(Mailbox.Lane.CLIENT, request, request.cost())) {
      case TAKEN -> {}
      case FULL ->
          request.fail(
              new NotDone(NotDone.Reason.OVERLOADED, "too many requests wait already; try later"));
      case CLOSED ->
          request.fail(
              new NotDone(NotDone.Reason.STOPPED, lifecycle.reason() + "; ask another member"));
    }
  }

  private static <T extends @Nullable Object> CompletableFuture<T> refuse(
      NotDone.Reason reason, String message) {
    return CompletableFuture.failedFuture(new NotDone(reason, message));
  }

  private long deadlineNanos() {
    return clock.nanos() + settings.limits().requestTimeoutMillis() * 1_000_000L;
  }

  /** As {@link RaftNode#status}. */
  public NodeStatus status() {
    return status
        .view()
        .status(
            settings.member(),
            lifecycle.phase(),
            applier.appliedIndex(),
            witness,
            messagesDropped.get(),
            clock.nanos());
  }

  /** As {@link RaftNode#count}. */
  public long count(Counter counter) {
    return counting.count(counter);
  }

  @Override
  public void received(long from, PeerMessage message) {
    boolean misdirected =
        message instanceof PeerMessage.Consensus consensus
            && (consensus.message().from() != from
                || consensus.message().to() != settings.member());
    if (misdirected || mailboxes.offer(from, message) == Mailbox.Outcome.FULL) {
      messagesDropped.incrementAndGet();
    }
  }

  @Override
  public void disconnected(long member) {
    mailboxes.consensus().add(new ConsensusMail.Lost(member));
    mailboxes.snapshotter().add(new SnapshotMail.Lost(member));
  }

  /** Whether the node runs, and why not. */
  Lifecycle lifecycle() {
    return lifecycle;
  }

  Bell consensusBell() {
    return consensusBell;
  }

  Bell logWriterBell() {
    return logWriterBell;
  }

  Bell applierBell() {
    return applierBell;
  }

  Bell snapshotterBell() {
    return snapshotterBell;
  }

  /** Answers everyone who waits, because a thread does not come back. */
  void abandon() {
    applier.abandon();
    mailboxes
        .consensus()
        .close()
        .forEach(piece -> {
          if (piece instanceof Request<?> request) {
            request.drop(lifecycle.reason());
          }
        });
  }

  /** Why the node failed, or null. */
  public @Nullable Throwable failure() {
    return lifecycle.failure();
  }

  /**
   * Stops the node and answers everyone who waits. For whoever turns the agents; threads end by
   * themselves.
   */
  @Override
  public void close() {
    lifecycle.stop();
    consensus.close();
    logWriter.close();
    guardedApplier.close();
    snapshotter.close();
  }
}
