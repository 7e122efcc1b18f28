package dev.balsa.lab.script;

import dev.balsa.lab.check.Leadership;
import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.check.NodeView;
import dev.balsa.lab.check.Outcome;
import dev.balsa.lab.load.NodeClient;
import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.process.Cluster;
import dev.balsa.lab.process.Launch;
import dev.balsa.lab.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A cluster on which steps are acted: its processes, its files, and what its nodes answer. Used by
 * one thread.
 */
public final class Stage implements AutoCloseable {
  /** How long anything may take that has no tighter limit of its own. */
  public static final long PATIENCE_MILLIS = 20_000;

  /** How long the start of a node may take, also when the machine has other things to do. */
  private static final long START_MILLIS = 60_000;

  private final Plan plan;
  private final Cluster cluster;
  private final Map<Long, NodeClient> clients = new TreeMap<>();

  private Stage(Plan plan, Cluster cluster) {
    this.plan = plan;
    this.cluster = cluster;
    for (long node : cluster.layout().nodes()) {
      clients.put(node, new NodeClient(node, cluster.layout().client(node)));
    }
  }

  /** Prepares a stage on which no node runs yet. */
  public static Stage set(Plan plan, Layout layout, List<String> moreOptions)
      throws IOException, Cluster.BusyException {
    List<String> options = new ArrayList<>(plan.nodeOptions());
    options.addAll(moreOptions);
    return new Stage(plan, Cluster.prepare(layout, Launch.current(), options));
  }

  /** What is acted. */
  public Plan plan() {
    return plan;
  }

  /** Its processes. */
  public Cluster cluster() {
    return cluster;
  }

  /** Where everything is. */
  public Layout layout() {
    return cluster.layout();
  }

  /** How one talks to a node. */
  public NodeClient client(long node) {
    return Objects.requireNonNull(clients.get(node), "no such node");
  }

  /** The present files of all nodes. */
  public List<NodeFiles> files() throws IOException {
    return NodeFiles.read(layout(), layout().nodes());
  }

  /** The present files of one node. */
  public NodeFiles files(long node) throws IOException {
    return NodeFiles.read(layout(), node);
  }

  /** The present files of some nodes. */
  public List<NodeFiles> files(List<Long> nodes) throws IOException {
    return NodeFiles.read(layout(), nodes);
  }

  /** What the live nodes say of themselves. */
  public List<NodeView> views() throws IOException {
    List<NodeView> views = new ArrayList<>();
    for (long node : cluster.aliveNodes()) {
      views.add(client(node).view(PATIENCE_MILLIS));
    }
    return views;
  }

  /** One node leads, as of now and in the eyes of all live nodes. */
  public Leadership.OneLeader oneLeader() throws IOException {
    List<Long> alive = cluster.aliveNodes();
    return new Leadership.OneLeader(views(), files(alive), layout()::address);
  }

  /** Waits for a leader that all live nodes know. */
  public Outcome awaitLeader() throws InterruptedException {
    return Poll.until(PATIENCE_MILLIS, this::oneLeader);
  }

  /**
   * The leader, waited for if there is none at the moment.
   *
   * @throws IOException if there is none for long
   */
  public NodeView leader() throws IOException, InterruptedException {
    NodeView[] found = new NodeView[1];
    Poll.millisUntil(
        "a leader",
        PATIENCE_MILLIS,
        () -> {
          found[0] = leaderNow();
          return true;
        });
    return found[0];
  }

  /**
   * The present leader in the eyes of the live nodes.
   *
   * @throws IOException if there is none
   */
  public NodeView leaderNow() throws IOException {
    List<NodeView> views = views();
    long highest = views.stream().mapToLong(NodeView::term).max().orElse(0);
    return views.stream()
        .filter(view -> view.leads() && view.term() == highest)
        .findFirst()
        .orElseThrow(() -> new IOException("nobody leads: " + views));
  }

  /** The live nodes but one. */
  public List<Long> aliveBut(long node) {
    return cluster.aliveNodes().stream().filter(each -> each != node).toList();
  }

  /** Starts a node and waits until it answers. */
  public NodeProcess startAndAwait(long node) throws IOException, InterruptedException {
    NodeProcess process = cluster.start(node);
    awaitAnswer(node);
    return process;
  }

  /** Starts all nodes and waits until they answer. */
  public void startAll() throws IOException, InterruptedException {
    cluster.startAll();
    for (long node : layout().nodes()) {
      awaitAnswer(node);
    }
  }

  /** Waits until a node answers. */
  public void awaitAnswer(long node) throws IOException, InterruptedException {
    Poll.millisUntil(
        "the start of node " + node,
        START_MILLIS,
        () -> {
          if (!cluster.alive(node)) {
            throw new DeadNodeException(node, errors(node));
          }
          return client(node).view(PATIENCE_MILLIS).node() == node;
        });
  }

  /** A node ended while it was needed. */
  static final class DeadNodeException extends IOException {
    private static final long serialVersionUID = 1;

    DeadNodeException(long node, String errors) {
      super("node " + node + " has ended: " + errors);
    }
  }

  /** What a node has printed to stdout since the folder was made. */
  public String printed(long node) throws IOException {
    return text(layout().hidden("node" + node + ".out"));
  }

  /** What a node has printed to stderr since the folder was made. */
  public String errors(long node) throws IOException {
    return text(layout().hidden("node" + node + ".err"));
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** Names and sizes of everything in the working folder, for "nothing was touched". */
  public static List<String> listing(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted().toList()) {
        String size = Files.isRegularFile(path) ? " " + Files.size(path) : "";
        lines.add(folder.relativize(path) + size);
      }
    }
    return lines;
  }

  /** Stops all nodes. */
  @Override
  public void close() {
    cluster.close();
    clients.values().forEach(NodeClient::close);
  }
}
