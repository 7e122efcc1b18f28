package dev.balsa.node;

import dev.balsa.log.SegmentedLog;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of many Raft groups on a few threads of one process: one for consensus, one for
 * snapshots, and {@link HostLimits} say how many for logs and state machines. A group that has
 * nothing to do is not turned at all.
 *
 * <p>A group in which nothing happens goes to sleep on all its members: it sends no heartbeats
 * until somebody asks something of it or a member is lost ({@link HostLimits#quietMillis}). What
 * {@link NodeStatus#lastContactMillis} says grows meanwhile.
 *
 * <p>Each node is what it would be alone: it has a log, a transport and a state machine of its own,
 * and what ends one of them, the others do not notice. Only time is shared: a state machine that
 * does not return holds up those on the same thread.
 *
 * <p>The threads are daemons named {@code balsa-<name>-consensus} and so on. Safe for use by many
 * threads.
 */
public final class RaftHost implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(RaftHost.class.getPackageName());

  private static final int ALONE = 1;

  private final HostLimits limits;
  private final String name;
  private final NanoClock clock = NanoClock.system();
  private final Map<Turner.Duty, List<SharedRunner>> runners = new EnumMap<>(Turner.Duty.class);
  private final Scribe scribe;
  private final AtomicInteger started = new AtomicInteger();
  private final Set<RaftNode> nodes = new HashSet<>();
  private int starting;
  private boolean closed;

  private RaftHost(HostLimits limits, String name) {
    this.limits = limits;
    this.name = name;
    this.scribe = new ScribeThread("balsa-" + name + "-snapshot-writer");
    for (Turner.Duty duty : Turner.Duty.values()) {
      int threads =
          switch (duty) {
            case LOG -> limits.logThreads();
            case APPLIER -> limits.applierThreads();
            case CONSENSUS, SNAPSHOTS -> ALONE;
          };
      List<SharedRunner> all = new ArrayList<>();
      for (int i = 1; i <= threads; i++) {
        String thread = "balsa-" + name + "-" + duty.word() + (threads == 1 ? "" : "-" + i);
        all.add(new SharedRunner(thread, clock, limits.gridMillis() * 1_000_000L));
      }
      runners.put(duty, List.copyOf(all));
    }
  }

  /**
   * Starts the threads.
   *
   * @param name of the threads; as a rule the number of the member that this process is
   */
  public static RaftHost start(HostLimits limits, String name) {
    RaftHost host = new RaftHost(limits, name);
    host.runners.values().forEach(all -> all.forEach(SharedRunner::start));
    return host;
  }

  /**
   * Starts a node of one more group, as {@link RaftNode#start} does. It is closed like any other,
   * and at the latest with its host.
   *
   * @throws IllegalStateException if {@link HostLimits#groupsMax} nodes run, or the host is closed;
   *     the log and the transport are left to the caller then
   * @throws java.io.UncheckedIOException as {@link RaftNode#start}
   */
  public RaftNode start(
      NodeSettings settings,
      SegmentedLog log,
      Transport transport,
      StateMachine stateMachine,
      NodeObserver observer) {
    claim();
    int number = started.getAndIncrement();
    RaftNode node = null;
    try {
      node =
          RaftNode.start(
              settings,
              log,
              transport,
              stateMachine,
              observer,
              new Surroundings(
                  clock,
                  (duty, agent, bell, lifecycle, ended) ->
                      runner(duty, number).seat(agent, bell, lifecycle, ended),
                  scribe,
                  limits));
      return node;
    } finally {
      settle(node);
    }
  }

  private void claim() {
    synchronized (nodes) {
      checkOpen();
      nodes.removeIf(RaftNode::isOver);
      int running = nodes.size() + starting;
      if (running >= limits.groupsMax()) {
        throw new IllegalStateException(
            "the host "
                + name
                + " runs "
                + running
                + " groups, and groupsMax is "
                + limits.groupsMax()
                + "; close some, or raise it");
      }
      starting++;
    }
  }

  private void settle(@Nullable RaftNode node) {
    synchronized (nodes) {
      starting--;
      if (node != null) {
        nodes.add(node);
      }
      if (!closed || node == null) {
        return;
      }
    }
    node.close();
    checkOpen();
  }

  private void checkOpen() {
    synchronized (nodes) {
      if (closed) {
        throw new IllegalStateException("the host " + name + " is closed");
      }
    }
  }

  private SharedRunner runner(Turner.Duty duty, int number) {
    List<SharedRunner> all = runners.getOrDefault(duty, List.of());
    return all.get(Math.floorMod(number, all.size()));
  }

  /** How many nodes run. */
  public int groups() {
    synchronized (nodes) {
      nodes.removeIf(RaftNode::isOver);
      return nodes.size();
    }
  }

  /** How many nodes sleep, because nothing happens in their groups. */
  public int asleep() {
    synchronized (nodes) {
      return (int) nodes.stream().filter(RaftNode::isAsleep).count();
    }
  }

  /**
   * Closes all nodes, as {@link RaftNode#close} does, all at once, and then ends the threads. Waits
   * for that, for about as long as one node would; called by a thread of the host, it does not
   * wait. Idempotent.
   */
  @Override
  public void close() {
    List<RaftNode> all;
    synchronized (nodes) {
      closed = true;
      all = List.copyOf(nodes);
    }
    boolean own = runners.values().stream().flatMap(List::stream).anyMatch(SharedRunner::isCurrent);
    if (!own) {
      handOver(all);
    }
    all.forEach(RaftNode::tellToStop);
    if (!own) {
      long startNanos = System.nanoTime();
      for (RaftNode node : all) {
        long timeoutNanos = node.settings().limits().closeTimeoutMillis() * 1_000_000L;
        node.awaitEnd(timeoutNanos - (System.nanoTime() - startNanos));
      }
    }
    runners.values().forEach(each -> each.forEach(SharedRunner::close));
  }

  /** All leaders hand over at the same time, which takes no longer than one. */
  private static void handOver(List<RaftNode> all) {
    int timeoutMillis =
        all.stream()
            .mapToInt(node -> node.settings().limits().handOverTimeoutMillis())
            .max()
            .orElse(0);
    CompletableFuture<?>[] over =
        all.stream().map(RaftNode::handOver).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(over).get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException others) {
      LOGGER.log(System.Logger.Level.DEBUG, "not all groups were handed over: " + others);
    }
  }
}
