package dev.balsa.lab.process;

import dev.balsa.lab.mirror.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes of one lab cluster, all of them children of this one. Safe for use by many threads.
 *
 * <p>Whatever way this process ends, its nodes end too: on close, in a shutdown hook, and after
 * {@code kill -9} because their stdin ends.
 */
public final class Cluster implements AutoCloseable {
  private static final long POLITE_MILLIS = 3_000;

  private final Layout layout;
  private final Launch launch;
  private final List<String> options;
  private final Map<Long, NodeProcess> processes = new ConcurrentHashMap<>();
  private final Thread hook = new Thread(this::stopAll, "stop nodes");
  private boolean closing;

  private Cluster(Layout layout, Launch launch, List<String> options) {
    this.layout = layout;
    this.launch = launch;
    this.options = List.copyOf(options);
  }

  /**
   * Prepares a cluster without starting a node.
   *
   * @param options further options for every node
   * @throws BusyException if a port is taken or a node of this folder is alive
   */
  public static Cluster prepare(Layout layout, Launch launch, List<String> options)
      throws IOException, BusyException {
    checkFree(layout);
    Files.createDirectories(layout.folder().resolve(Layout.HIDDEN));
    Cluster cluster = new Cluster(layout, launch, options);
    Runtime.getRuntime().addShutdownHook(cluster.hook);
    return cluster;
  }

  /**
   * Checks that a cluster could start, and touches nothing.
   *
   * @throws BusyException if a port is taken or a node of this folder is alive
   */
  public static void checkFree(Layout layout) throws IOException, BusyException {
    List<ProcessRecord> alive = new Ledger(layout.folder()).alive();
    if (!alive.isEmpty()) {
      throw new BusyException(
          "Node "
              + alive.getFirst().node()
              + " of "
              + layout.folder()
              + " is still running (pid "
              + alive.getFirst().pid()
              + "). Stop it with: balsa lab stop --all --dir "
              + layout.folder(),
          false);
    }
    for (long node : layout.nodes()) {
      for (int port : List.of(layout.peerPort(node), layout.clientPort(node))) {
        if (!PortOwner.free(port)) {
          throw new BusyException(
              PortOwner.sentence(port) + " Stop that program or choose others with --base-port.",
              true);
        }
      }
    }
  }

  /** Something stands in the way of a cluster; the message says what and what to do. */
  public static final class BusyException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean portBusy;

    BusyException(String message, boolean portBusy) {
      super(message);
      this.portBusy = portBusy;
    }

    /** Whether another program has a port; otherwise a node of the folder runs. */
    public boolean portBusy() {
      return portBusy;
    }
  }

  /** Where everything of this cluster is. */
  public Layout layout() {
    return layout;
  }

  /** Starts a node that is not alive. */
  public synchronized NodeProcess start(long node) throws IOException {
    if (closing) {
      throw new IOException("the cluster is being stopped");
    }
    NodeProcess present = processes.get(node);
    if (present != null && present.alive()) {
      throw new IOException("node " + node + " is already running (pid " + present.pid() + ")");
    }
    NodeProcess process = spawn(node, options);
    processes.put(node, process);
    return process;
  }

  /** Starts another process for a node, whatever runs, which is not part of this cluster. */
  public NodeProcess spawn(long node, List<String> nodeOptions) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("node", "--node", Long.toString(node)));
    arguments.addAll(List.of("--size", Integer.toString(layout.size())));
    arguments.addAll(List.of("--base-port", Integer.toString(layout.basePort())));
    arguments.addAll(List.of("--dir", layout.folder().toString(), "--supervised"));
    arguments.addAll(nodeOptions);
    return NodeProcess.start(
        node,
        launch.with(arguments),
        layout.hidden("node" + node + ".out").toFile(),
        layout.hidden("node" + node + ".err").toFile());
  }

  /** Deletes what a process that is not part of this cluster printed. */
  public void forgetOutput(long node) throws IOException {
    Files.deleteIfExists(layout.hidden("node" + node + ".out"));
    Files.deleteIfExists(layout.hidden("node" + node + ".err"));
  }

  /** Starts every node that is not alive. */
  public void startAll() throws IOException {
    for (long node : layout.nodes()) {
      if (!alive(node)) {
        start(node);
      }
    }
  }

  /** The process that ran a node last. */
  public Optional<NodeProcess> process(long node) {
    return Optional.ofNullable(processes.get(node));
  }

  /**
   * The process of a node that is alive.
   *
   * @throws IOException if it is not
   */
  public NodeProcess living(long node) throws IOException {
    return process(node)
        .filter(NodeProcess::alive)
        .orElseThrow(() -> new IOException("node " + node + " is not running"));
  }

  /** Whether a node's process is alive. */
  public boolean alive(long node) {
    return process(node).filter(NodeProcess::alive).isPresent();
  }

  /** The numbers of the nodes whose process is alive. */
  public List<Long> aliveNodes() {
    return layout.nodes().stream().filter(this::alive).toList();
  }

  /** Every process started, alive or not, by node. */
  public Map<Long, NodeProcess> processes() {
    return new TreeMap<>(processes);
  }

  private void stopAll() {
    synchronized (this) {
      closing = true;
    }
    List<Thread> stopping = new ArrayList<>();
    for (NodeProcess process : processes.values()) {
      stopping.add(Thread.ofVirtual().start(() -> stop(process)));
    }
    for (Thread thread : stopping) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void stop(NodeProcess process) {
    try {
      process.stop(POLITE_MILLIS);
    } catch (InterruptedException interrupted) {
      process.kill();
      Thread.currentThread().interrupt();
    }
  }

  /** Stops every node. Idempotent. */
  @Override
  public void close() {
    stopAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs already and does the same.
      return;
    }
  }
}
