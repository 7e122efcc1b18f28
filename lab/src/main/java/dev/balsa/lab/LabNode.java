package dev.balsa.lab;

import dev.balsa.Balsa;
import dev.balsa.BalsaStartException;
import dev.balsa.Cluster;
import dev.balsa.Member;
import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.lab.mirror.MirrorSettings;
import dev.balsa.lab.mirror.Mirrors;
import dev.balsa.lab.process.Ledger;
import dev.balsa.lab.process.PortOwner;
import dev.balsa.lab.process.ProcessRecord;
import dev.balsa.log.SegmentedLog;
import dev.balsa.node.NodeObserver;
import dev.balsa.server.BalsaServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One node of the lab in the foreground: a member, its client port, its readable files, its console log, its demo client. */
public final class LabNode implements AutoCloseable {
  /** Everything went well. */
  public static final int EXIT_DONE = 0;

  /** It could not start or go on. */
  public static final int EXIT_FAILED = 1;

  /** The options make no sense. */
  public static final int EXIT_USAGE = 2;

  /** The node runs already. */
  public static final int EXIT_RUNNING = 3;

  /** A port is taken by another program. */
  public static final int EXIT_PORT_BUSY = 4;

  /** The durable store is damaged. */
  public static final int EXIT_DAMAGED = 5;

  /** Ctrl-C. */
  public static final int EXIT_INTERRUPTED = 130;

  private static final long SHOWN_MILLIS = 2_000;
  private static final int READ_BYTES_MAX = 1 << 20;

  private final LabNodeArguments arguments;
  private final Layout layout;
  private final long node;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Balsa balsa;
  private volatile @Nullable Throwable failure;
  private boolean closed;

  private LabNode(LabNodeArguments arguments, Layout layout) {
    this.arguments = arguments;
    this.layout = layout;
    this.node = arguments.node;
  }

  /**
   * Runs a node until it is interrupted or fails. Says on stdout that it runs and, when interrupted, that it stops; on stderr
   * what is wrong.
   *
   * @return the exit code, if the node could not start or failed; Ctrl-C ends the process by itself with 130
   */
  public static int run(LabNodeArguments arguments) {
    Layout layout;
    try {
      layout = checked(arguments);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      return EXIT_USAGE;
    }
    LabNode labNode = new LabNode(arguments, layout);
    Thread hook = new Thread(labNode::farewell, "farewell");
    try {
      labNode.start();
      Runtime.getRuntime().addShutdownHook(hook);
      labNode.sayHello();
      return labNode.await();
    } catch (BalsaStartException refused) {
      labNode.close();
      return labNode.explain(refused);
    } catch (IOException | UncheckedIOException failed) {
      labNode.close();
      System.err.println("Node " + arguments.node + " cannot run: " + failed.getMessage());
      return EXIT_FAILED;
    } catch (InterruptedException interrupted) {
      labNode.close();
      return EXIT_INTERRUPTED;
    }
  }

  private static Layout checked(LabNodeArguments arguments) {
    Layout layout = new Layout(arguments.chosenFolder(), arguments.size, arguments.basePort);
    if (!layout.nodes().contains(arguments.node)) {
      throw new IllegalArgumentException(
          "There is no node "
              + arguments.node
              + ": this lab has nodes 1 to "
              + arguments.size
              + ". Usage: balsa node --node 1");
    }
    if (arguments.first.equals(arguments.second)) {
      throw new IllegalArgumentException("--first and --second must differ.");
    }
    double pause = arguments.pauseSeconds;
    if (!(pause >= 0 && pause <= 600)) {
      throw new IllegalArgumentException("--pause is " + pause + "; it must be from 0 to 600 seconds.");
    }
    Vocabulary.named(arguments.edition);
    return layout;
  }

  private void start() throws IOException {
    Files.createDirectories(layout.hidden("."));
    List<Member> members = new ArrayList<>();
    layout.nodes().forEach(id -> members.add(Member.of(id, layout.address(id))));
    Vocabulary vocabulary = Vocabulary.named(arguments.edition);
    Watching watching = new Watching(vocabulary);
    // Closed from the last to the first: nothing is answered unseen, and nothing is said of leaders while the member stops.
    open.add(watching);
    Balsa member =
        Cluster.of(members)
            .name("lab")
            .directory(layout.store(node))
            .observing(watching)
            .start(node);
    balsa = member;
    open.add(member);
    BalsaServer server = BalsaServer.start(member, layout.client(node));
    open.add(server);
    open.add(watching::quiet);
    new Ledger(layout.folder()).enter(node);
    open.add(() -> new Ledger(layout.folder()).leave(node));
    if (!arguments.withoutDemo) {
      long pauseMillis = Math.round(arguments.pauseSeconds * 1_000);
      open.add(
          DemoClient.start(
              member,
              pauseMillis,
              arguments.variable,
              arguments.first,
              arguments.second,
              () -> written(watching)));
    }
    member.raftNode().terminated().whenComplete((nothing, cause) -> terminated(cause));
    if (arguments.supervised) {
      Thread.ofPlatform().name("supervision").daemon().start(this::obey);
    }
  }

  /** The mirrors and the console log of a member; they need its log, which is there only once it is opened. */
  private final class Watching implements Cluster.Observing, AutoCloseable {
    private final Vocabulary vocabulary;
    private @Nullable ConsoleLog console;
    private @Nullable Mirrors mirrors;

    Watching(Vocabulary vocabulary) {
      this.vocabulary = vocabulary;
    }

    @Override
    public NodeObserver of(SegmentedLog log) {
      try {
        ConsoleLog newConsole = new ConsoleLog(vocabulary, layout, node);
        console = newConsole;
        Mirrors newMirrors =
            Mirrors.start(
                layout.mirrors(node),
                MirrorSettings.STANDARD,
                log.recovered().hardState(),
                lastEntries(log),
                layout::address,
                newConsole::warn);
        mirrors = newMirrors;
        return new Both(newMirrors, newConsole);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed.getMessage(), failed);
      }
    }

    ConsoleLog console() {
      return Objects.requireNonNull(console, "started");
    }

    Mirrors mirrors() {
      return Objects.requireNonNull(mirrors, "started");
    }

    /** Before the member closes: what it does while closing is nothing that anybody should read about a leader. */
    void quiet() {
      if (console != null) {
        console.close();
      }
    }

    @Override
    public void close() {
      quiet();
      if (mirrors != null) {
        mirrors.close();
      }
    }
  }

  /** Two observers of one node. */
  private record Both(Mirrors mirrors, ConsoleLog console) implements NodeObserver {
    @Override
    public void turned(
        long nowNanos,
        List<Event> events,
        List<Effect> effects) {
      console.turned(nowNanos, events, effects);
    }

    @Override
    public void persisted(Effect.Persist write) {
      mirrors.persisted(write);
    }

    @Override
    public void applied(Entry entry, Bytes result) {
      mirrors.applied(entry, result);
    }
  }

  /** The entries that the log mirror may show. */
  private static List<Entry> lastEntries(SegmentedLog log) throws IOException {
    long last = log.lastIndex();
    long next = Math.max(1, last - 2L * MirrorSettings.STANDARD.logLinesMax());
    List<Entry> entries = new ArrayList<>();
    while (next <= last) {
      List<Entry> part = log.read(next, READ_BYTES_MAX);
      if (part.isEmpty()) {
        break;
      }
      entries.addAll(part);
      next = part.getLast().index() + 1;
    }
    return entries;
  }

  /** The demo client's write is applied here; people are told when the files show it. */
  private void written(Watching watching) {
    try {
      if (watching.mirrors().flush(SHOWN_MILLIS)) {
        watching.console().done(arguments.variable);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void sayHello() {
    System.out.println(
        "Node "
            + node
            + " of "
            + layout.size()
            + " runs at "
            + layout.address(node)
            + ", clients at "
            + layout.client(node).getPort()
            + ", folder "
            + layout.folder().toAbsolutePath().normalize()
            + ", pid "
            + ProcessHandle.current().pid());
    System.out.flush();
  }

  private void terminated(@Nullable Throwable cause) {
    failure = cause;
    ended.countDown();
  }

  private int await() throws InterruptedException {
    ended.await();
    Throwable cause = failure;
    close();
    if (cause == null) {
      return EXIT_DONE;
    }
    System.err.println("Node " + node + " has stopped: " + cause.getMessage());
    return EXIT_FAILED;
  }

  private int explain(BalsaStartException refused) {
    switch (refused.kind()) {
      case DIRECTORY_LOCKED -> {
        System.err.println("Node " + node + " runs already" + runningPid() + ": " + refused.getMessage());
        return EXIT_RUNNING;
      }
      case ADDRESS_BUSY -> {
        System.err.println(PortOwner.sentence(layout.peerPort(node)) + " " + refused.getMessage());
        return EXIT_PORT_BUSY;
      }
      case DAMAGED -> {
        System.err.println(refused.getMessage());
        return EXIT_DAMAGED;
      }
      default -> {
        System.err.println(refused.getMessage());
        return EXIT_FAILED;
      }
    }
  }

  private String runningPid() {
    try {
      for (ProcessRecord record : new Ledger(layout.folder()).alive()) {
        if (record.node() == node) {
          return " (pid " + record.pid() + ")";
        }
      }
      return "";
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** Takes commands from whoever started this node, and stops when that one is gone. */
  private void obey() {
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        switch (line) {
          case "isolate" -> cut(others());
          case "heal" -> cut(Set.of());
          default -> System.err.println("unknown command on stdin: " + line);
        }
      }
    } catch (IOException gone) {
      System.err.println("Node " + node + " lost whoever started it.");
    }
    System.exit(EXIT_DONE);
  }

  private Set<Long> others() {
    Set<Long> others = new HashSet<>(layout.nodes());
    others.remove(node);
    return others;
  }

  private void cut(Set<Long> members) {
    Balsa member = balsa;
    if (member != null) {
      member.transport().cutOff(members);
    }
  }

  private void farewell() {
    if (stop()) {
      System.out.println("Node " + node + " stops.");
      System.out.flush();
    }
  }

  /** Stops what was started, in reverse order. Idempotent. */
  @Override
  public void close() {
    stop();
  }

  /** As {@link #close}; answers whether there was something to stop. */
  private synchronized boolean stop() {
    if (closed) {
      return false;
    }
    closed = true;
    for (AutoCloseable part : open.reversed()) {
      try {
        part.close();
      } catch (Exception failed) {
        System.err.println("Node " + node + " while stopping: " + failed);
      }
    }
    return true;
  }
}
