package dev.balsa.lab;

import dev.balsa.Balsa;
import dev.balsa.BalsaStartException;
import dev.balsa.Limits;
import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.mirror.Vocabulary;
import dev.balsa.lab.process.Ledger;
import dev.balsa.lab.process.PortOwner;
import dev.balsa.lab.process.ProcessRecord;
import dev.balsa.log.DamagedLogException;
import dev.balsa.node.DivergedException;
import dev.balsa.server.BalsaServer;
import dev.balsa.server.ServedMember;
import dev.balsa.server.ServerSettings;
import dev.balsa.server.events.EventHub;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One node of the lab in the foreground: a member, its client port, its readable files, its console
 * log, its demo client.
 */
public final class LabNode implements AutoCloseable {
  /** Everything went well. */
  public static final int EXIT_DONE = 0;

  /** It could not start. */
  public static final int EXIT_FAILED = 1;

  /** The options, or the machine, are not as they must be. */
  public static final int EXIT_USAGE = 2;

  /** The node runs already. */
  public static final int EXIT_RUNNING = 3;

  /** A port is taken by another program. */
  public static final int EXIT_PORT_BUSY = 4;

  /** The durable store is damaged. */
  public static final int EXIT_DAMAGED = 5;

  /** The durable store belongs to another node. */
  public static final int EXIT_WRONG_IDENTITY = 6;

  /** It ran and could not go on. */
  public static final int EXIT_NODE_FAILED = 10;

  /** Other nodes have refused its durable store for good. */
  public static final int EXIT_RETIRED = 11;

  /** It had another state than a majority, and stopped. */
  public static final int EXIT_DIVERGED = 12;

  /** Ctrl-C. */
  public static final int EXIT_INTERRUPTED = 130;

  private static final long SHOWN_MILLIS = 2_000;
  private static final int ONE_STEP_SECONDS_MAX = 60;

  private final LabNodeArguments arguments;
  private final Layout layout;
  private final long node;
  private final List<AutoCloseable> open = new ArrayList<>();
  private @Nullable Balsa balsa;
  private CompletableFuture<@Nullable Void> termination = new CompletableFuture<>();
  private boolean closed;

  private LabNode(LabNodeArguments arguments, Layout layout) {
    this.arguments = arguments;
    this.layout = layout;
    this.node = arguments.node;
  }

  /**
   * Runs a node until it is interrupted or fails. Says on stdout that it runs and, when
   * interrupted, that it stops; on stderr what is wrong.
   *
   * @return the exit code, if the node could not start or failed; Ctrl-C ends the process by itself
   *     with 130
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
      Files.createDirectories(layout.hidden("."));
    } catch (IOException unusable) {
      return said("The folder cannot be used: " + unusable, EXIT_USAGE);
    }
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
      return labNode.explain(failed.getMessage());
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
      throw new IllegalArgumentException(
          "--pause is " + pause + "; it must be from 0 to 600 seconds.");
    }
    Double step = arguments.oneStepSeconds;
    if (step != null && !(step >= 0 && step <= ONE_STEP_SECONDS_MAX)) {
      throw new IllegalArgumentException(
          "--one-step is " + step + "; it must be from 0 to " + ONE_STEP_SECONDS_MAX + " seconds.");
    }
    Vocabulary.named(arguments.edition);
    return layout;
  }

  private void start() throws IOException {
    Vocabulary vocabulary = Vocabulary.named(arguments.edition);
    Watching watching = new Watching(layout, node, vocabulary, arguments.oneStepSeconds);
    // Closed from the last to the first: nothing is answered unseen, and nothing is said of leaders
    // while the member stops.
    open.add(watching);
    EventHub events = new EventHub(node);
    Balsa member =
        layout
            .cluster()
            .directory(layout.store(node))
            .limits(
                // Who is stopped in the lab stands for one that died: its files stay as they were.
                Limits.STANDARD
                    .with(arguments.snapshots)
                    .with(Limits.STANDARD.node().withHandOver(0)))
            .observer(events)
            .observing(watching)
            .start(node);
    balsa = member;
    open.add(member);
    open.add(
        BalsaServer.start(
            layout.client(node), ServedMember.of(member, events), ServerSettings.STANDARD));
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
    termination = member.terminated();
    if (arguments.supervised) {
      Thread.ofPlatform().name("supervision").daemon().start(this::obey);
    }
  }

  /** The demo client's write is applied here; people are told when the files show it. */
  private void written(Watching watching) {
    try {
      watching.mirrors().flush(SHOWN_MILLIS);
      watching.console().done(arguments.variable);
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

  /**
   * Waits for the end of a node that nobody interrupts: it has failed, or was stopped from within.
   */
  private int await() throws InterruptedException {
    int exitCode = EXIT_DONE;
    try {
      termination.get();
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof BalsaStartException retired) {
        close();
        return explain(retired);
      }
      exitCode =
          said(
              "Node " + node + " has stopped: " + (cause == null ? failed : cause.getMessage()),
              exitCode(cause));
    }
    close();
    return exitCode;
  }

  private static int exitCode(@Nullable Throwable cause) {
    return switch (cause) {
      case DivergedException other -> EXIT_DIVERGED;
      case UncheckedIOException io when io.getCause() instanceof DamagedLogException ->
          EXIT_DAMAGED;
      case null, default -> EXIT_NODE_FAILED;
    };
  }

  private int explain(BalsaStartException refused) {
    String message = refused.getMessage();
    return switch (refused.kind()) {
      case DIRECTORY_LOCKED ->
          said("Node " + node + " runs already" + runningPid() + ": " + message, EXIT_RUNNING);
      case ADDRESS_BUSY ->
          said(PortOwner.sentence(layout.peerPort(node)) + " " + message, EXIT_PORT_BUSY);
      case DAMAGED -> said(message, EXIT_DAMAGED);
      case WRONG_IDENTITY -> said(message, EXIT_WRONG_IDENTITY);
      case RETIRED -> said(message, EXIT_RETIRED);
      case ADDRESS_UNUSABLE, DIRECTORY_UNUSABLE, INSECURE, CERTIFICATES_UNUSABLE ->
          said(message, EXIT_USAGE);
    };
  }

  private int explain(@Nullable String failure) {
    int port = layout.clientPort(node);
    return PortOwner.free(port)
        ? said("Node " + node + " cannot run: " + failure, EXIT_FAILED)
        : said(
            PortOwner.sentence(port) + " Stop that program or choose another --base-port.",
            EXIT_PORT_BUSY);
  }

  private static int said(@Nullable String text, int exitCode) {
    System.err.println(text);
    return exitCode;
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
