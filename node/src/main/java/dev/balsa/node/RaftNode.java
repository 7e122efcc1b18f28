package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Change;
import dev.balsa.core.HardState;
import dev.balsa.core.Recovered;
import dev.balsa.core.RoleName;
import dev.balsa.core.Server;
import dev.balsa.log.SegmentedLog;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A running member of a cluster: what embedders hold.
 *
 * <p>Any member takes any request; who leads need not be known. Every future ends within {@link
 * NodeLimits#requestTimeoutMillis()} as long as the state machine returns, and at the latest when
 * the node is closed or fails. Futures end on the applier thread, and functions chained to them
 * without an executor run there: they may call this node, but should be short, because the state
 * machine waits meanwhile. Waiting in one for another request of this node would be waiting for
 * itself. Consensus, the disk and the network are on other threads and never wait for them.
 *
 * <p>The threads are daemons named {@code balsa-<member>-consensus}, {@code -log}, {@code -applier}
 * and {@code -snapshots}, and {@code -snapshot-writer} while one is written: a node alone does not
 * keep a program running; {@link #terminated} is there to wait for. Nodes of many groups share
 * their threads in a {@link RaftHost}. Safe for use by many threads.
 */
public final class RaftNode implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(RaftNode.class.getPackageName());

  private final NodeSettings settings;
  private final Server server;
  private final NodeCore core;
  private final SegmentedLog log;
  private final Transport transport;
  private final List<Turner> turners;
  private final AtomicInteger running;
  private final CompletableFuture<@Nullable Void> terminated = new CompletableFuture<>();

  private RaftNode(
      NodeSettings settings,
      SegmentedLog log,
      Transport transport,
      StateMachine stateMachine,
      NodeObserver observer,
      Surroundings surroundings) {
    Recovered recovered = log.recovered();
    this.server = surroundings.core(settings, recovered, transport);
    this.settings = settings;
    this.log = log;
    this.transport = transport;
    this.core =
        new NodeCore(
            settings,
            server,
            recovered,
            log,
            transport,
            stateMachine,
            observer,
            surroundings.clock(),
            surroundings.scribe());
    Turner.Source source = surroundings.source();
    this.turners =
        List.of(
            turner(source, Turner.Duty.CONSENSUS, core.consensus(), core.consensusBell()),
            turner(source, Turner.Duty.LOG, core.logWriter(), core.logWriterBell()),
            turner(source, Turner.Duty.APPLIER, core.applier(), core.applierBell()),
            turner(source, Turner.Duty.SNAPSHOTS, core.snapshotter(), core.snapshotterBell()));
    this.running = new AtomicInteger(turners.size());
  }

  private Turner turner(Turner.Source source, Turner.Duty duty, Agent agent, Bell bell) {
    return source.turner(duty, agent, bell, core.lifecycle(), this::turnerEnded);
  }

  /**
   * Starts a member. From now on the node owns the log and the transport and closes them when it
   * ends.
   *
   * @param log opened, and used by nobody else
   * @param transport not started yet
   * @param stateMachine empty; the newest snapshot is restored, and the log after it is applied
   * @throws java.io.UncheckedIOException if the transport cannot listen; log and transport are
   *     closed then
   */
  public static RaftNode start(
      NodeSettings settings,
      SegmentedLog log,
      Transport transport,
      StateMachine stateMachine,
      NodeObserver observer) {
    return start(
        settings, log, transport, stateMachine, observer, Surroundings.alone(settings.member()));
  }

  /** As {@link #start(NodeSettings, SegmentedLog, Transport, StateMachine, NodeObserver)}. */
  static RaftNode start(
      NodeSettings settings,
      SegmentedLog log,
      Transport transport,
      StateMachine stateMachine,
      NodeObserver observer,
      Surroundings surroundings) {
    RaftNode node = new RaftNode(settings, log, transport, stateMachine, observer, surroundings);
    try {
      transport.members(node.status().members().configuration());
      // The core may have something to send in its first turn.
      transport.start(node.core);
    } catch (RuntimeException e) {
      node.core.lifecycle().stop();
      node.turners.forEach(Turner::start);
      node.close();
      throw e;
    }
    node.turners.forEach(Turner::start);
    return node;
  }

  /**
   * Proposes a command. On a member that does not lead it is passed on to the leader; without a
   * leader it waits for one.
   *
   * @return completes with the answer of the state machine once the command is applied on this
   *     member, so that a later read here sees it; or fails with {@link RequestException.NotDone}
   *     if the command was not and never will be applied, or with {@link RequestException.Unknown}
   *     if nobody can tell. It is never proposed a second time by the node itself once it may have
   *     been appended
   */
  public CompletableFuture<Bytes> propose(Bytes command) {
    return core.propose(command);
  }

  /**
   * Asks the state machine, linearizably: the answer reflects every write that was answered, on any
   * member, before this call (dissertation §6.4).
   *
   * @param query run on the applier thread, on this member; should be short. What it throws, the
   *     future fails with
   * @return fails with {@link RequestException.NotDone} if no majority confirmed a leader in time,
   *     or this member has too much to catch up with
   */
  public <T extends @Nullable Object> CompletableFuture<T> read(Supplier<T> query) {
    return core.read(query);
  }

  /**
   * Asks the state machine of this member as it is now: some committed past state. Otherwise as
   * {@link #read}.
   */
  public <T extends @Nullable Object> CompletableFuture<T> readLocal(Supplier<T> query) {
    return core.readLocal(query);
  }

  /**
   * Asks the state machine as freshly as the caller needs it, and says how stale the answer may be.
   *
   * @param query as in {@link #read(Supplier)}
   * @return fails as in {@link #read(Supplier)}, and with {@link RequestException.NotDone} of
   *     reason {@link RequestException.NotDone.Reason#REFUSED} for {@link Consistency#LEASE} if the
   *     leader gives no leases
   */
  public <T extends @Nullable Object> CompletableFuture<Answer<T>> read(
      Consistency consistency, Supplier<T> query) {
    return core.read(consistency, query);
  }

  /**
   * Hands leadership over (dissertation §3.10). While that goes on, for at most one election
   * timeout, proposals wait for the next leader; if it fails, this member goes on leading.
   *
   * @param to the member that is to lead, another voter
   * @return completes with {@code to} once it leads; or fails with {@link RequestException.NotDone}
   *     saying why, if this member does not lead, the other one cannot, or a third one was elected;
   *     or with {@link RequestException.Unknown} if it was not known to lead within an election
   *     timeout
   */
  public CompletableFuture<Long> transferLeadership(long to) {
    return core.transferLeadership(to);
  }

  /**
   * The same to the voter that is most fit: heard recently, of the highest priority, and with most
   * of the log.
   *
   * @return completes with the member that leads
   */
  public CompletableFuture<Long> transferLeadership() {
    return core.transferLeadership(HardState.NOBODY);
  }

  /**
   * Changes the members: any set of voters and learners in one call (dissertation chapter 4). New
   * voters get the log first and vote when they have caught up; then majorities of the old and of
   * the new voters are needed, and in the end only of the new ones. Only the leader takes a change
   * in, one at a time; a change whose new voters are still catching up gives way to another one,
   * and is done with that one if that has brought what it was to bring.
   *
   * @param change what the members shall become, made from what they are or are becoming, on the
   *     consensus thread; what it throws, the request is refused with
   * @return completes with the members when the change is committed and over; or fails with {@link
   *     RequestException.NotDone} saying why the change was not taken in or gave way, or with
   *     {@link RequestException.Unknown} if it was taken in and goes on, after {@link
   *     NodeLimits#changeTimeoutMillis()} at the latest
   */
  public CompletableFuture<Members> changeMembers(UnaryOperator<Change> change) {
    return core.changeMembers(change);
  }

  /**
   * Takes a snapshot of this member's state now, whatever its {@link SnapshotLimits} say.
   *
   * @return completes with the index of the last entry in it when the state is frozen; it is then
   *     written while the node goes on, and {@link NodeStatus#snapshotIndex} tells when it is
   *     durable. Fails with {@link RequestException.NotDone} if nothing has been applied yet or the
   *     state machine takes none
   */
  public CompletableFuture<Long> takeSnapshot() {
    return core.takeSnapshot();
  }

  /** Whether {@link #terminated} has ended. */
  boolean isOver() {
    return terminated.isDone();
  }

  /** Whether the group sleeps here, because nothing happens in it. */
  boolean isAsleep() {
    return server instanceof Quiescence quiescence && quiescence.isAsleep();
  }

  /** Who the node is and how it behaves. */
  NodeSettings settings() {
    return settings;
  }

  /** What this member knows of itself; consistent, and never more applied than committed. */
  public NodeStatus status() {
    return core.status();
  }

  /** How often something has happened since the node was started. */
  public long count(Counter counter) {
    return core.count(counter);
  }

  /**
   * Ends when the node has ended: normally after {@link #close}, or exceptionally with the cause if
   * the node could not go on, because the state machine threw an exception or the disk failed, or
   * with a {@link RemovedException} if the cluster has removed the member. A member that failed
   * takes no part any more; a program usually exits with an error code then. What is chained to it
   * runs on the last of the node's threads.
   */
  public CompletableFuture<@Nullable Void> terminated() {
    return terminated.copy();
  }

  /**
   * Stops. A leader hands over first, if another member can take over, for at most {@link
   * NodeLimits#handOverTimeoutMillis()}. Then it takes no more requests, ends those that wait, ends
   * the threads, closes transport and log. Waits for that, for at most {@link
   * NodeLimits#closeTimeoutMillis()}; if a thread does not come back from the state machine or the
   * disk by then, the waiting requests are ended all the same, the transport is closed, the log is
   * left to that thread, and {@link #terminated} fails saying so. Idempotent. Safe from any thread;
   * called by one of the node's own, it does not wait.
   */
  @Override
  public void close() {
    if (turners.stream().anyMatch(Turner::isCurrent)) {
      tellToStop();
      return;
    }
    await(handOver(), settings.limits().handOverTimeoutMillis() * 1_000_000L);
    stop();
  }

  /**
   * Begins to hand over if this member leads and somebody is there to take over. Whatever comes of
   * it, the node stops; others can elect a leader without being asked to.
   */
  CompletableFuture<?> handOver() {
    NodeStatus now = core.status();
    boolean anyoneThere =
        now.role() == RoleName.LEADER
            && core.lifecycle().isRunning()
            && settings.limits().handOverTimeoutMillis() > 0
            && now.members().configuration().voters().stream()
                .anyMatch(voter -> voter != settings.member() && transport.isConnected(voter));
    return anyoneThere ? transferLeadership() : CompletableFuture.completedFuture(null);
  }

  /** Stops without handing over, and waits as {@link #close} does. */
  private void stop() {
    tellToStop();
    awaitEnd(settings.limits().closeTimeoutMillis() * 1_000_000L);
  }

  /** Waits until a node that was told to stop has ended, and if it does not, ends without it. */
  void awaitEnd(long timeoutNanos) {
    if (!await(terminated, timeoutNanos)) {
      abandon();
    }
  }

  /** Stops without waiting for it. */
  void tellToStop() {
    core.lifecycle().stop();
  }

  private static boolean await(CompletableFuture<?> future, long timeoutNanos) {
    long startNanos = System.nanoTime();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          long leftNanos = timeoutNanos - (System.nanoTime() - startNanos);
          future.get(Math.max(leftNanos, 0), TimeUnit.NANOSECONDS);
          return true;
        } catch (ExecutionException failed) {
          return true;
        } catch (TimeoutException e) {
          return false;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void abandon() {
    String stuck =
        turners.stream()
            .filter(Turner::isAlive)
            .map(Turner::whereabouts)
            .collect(Collectors.joining(", "));
    IllegalStateException cause =
        new IllegalStateException(
            "member "
                + settings.member()
                + " did not stop within "
                + settings.limits().closeTimeoutMillis()
                + " ms: "
                + stuck);
    LOGGER.log(System.Logger.Level.ERROR, cause.getMessage());
    core.abandon();
    transport.close();
    terminated.completeExceptionally(cause);
  }

  /** The last thread out closes what the node owns. */
  private void turnerEnded() {
    if (running.decrementAndGet() > 0) {
      return;
    }
    closeOwned("transport", transport);
    closeOwned("log", log);
    Throwable failure = core.failure();
    if (failure == null) {
      terminated.complete(null);
    } else {
      terminated.completeExceptionally(failure);
    }
  }

  private void closeOwned(String what, AutoCloseable owned) {
    try {
      owned.close();
    } catch (Exception e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "closing the " + what + " of member " + settings.member(),
          e);
    }
  }
}
