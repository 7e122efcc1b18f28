package dev.balsa.lab.mirror;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.node.NodeObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Appends what a node has to say, one line at a time, to files that it creates if they are absent
 * and never shortens. Safe for use by many threads; callers never wait for the disk.
 */
public final class ConsoleLog implements NodeObserver, AutoCloseable {
  /*
   * Each line is one append of its own with its line feed, so that `tail -f` never shows half a
   * line, and a file that somebody deleted or moved away is found again by the next line.
   *
   * A leader can only be replaced through a new term, in which nobody leads at first. If the
   * consensus thread learns of both in one turn, the loss is still written: every change from one
   * leader to another reads as "None", then the new one.
   */

  /** Lines that may wait for the disk; beyond it lines are dropped and counted. */
  static final int WAITING_MAX = 10_000;

  private sealed interface Task {
    record Append(Path file, String text) implements Task {}

    record Stop() implements Task {}
  }

  private final Vocabulary vocabulary;
  private final List<Path> files;
  private final Layout layout;
  private final LinkedBlockingQueue<Task> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final Thread thread;
  private long leader;
  private boolean hadLeader;
  private boolean closed;
  private long dropped;

  /**
   * Creates the files that are absent and starts.
   *
   * @throws IOException if a file cannot be created
   */
  public ConsoleLog(Vocabulary vocabulary, Layout layout, long node) throws IOException {
    this.vocabulary = vocabulary;
    this.layout = layout;
    this.files = vocabulary.files(layout, node);
    createAbsent(files);
    thread = Thread.ofPlatform().name("console log").daemon().start(this::run);
  }

  /** Creates files that are absent, empty. */
  public static void createAbsent(List<Path> files) throws IOException {
    for (Path file : files) {
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    }
  }

  @Override
  public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.LeaderChanged changed) {
        leaderIs(changed.leader());
      }
    }
  }

  /**
   * Writes that a member leads now, or {@link HardState#NOBODY}, unless that was the last thing
   * said of the leader.
   */
  public synchronized void leaderIs(long member) {
    if (member == leader) {
      return;
    }
    if (member != HardState.NOBODY && leader != HardState.NOBODY) {
      say(vocabulary.leader(null, HardState.NOBODY, false));
    }
    leader = member;
    String address = member == HardState.NOBODY ? null : layout.address(member);
    say(vocabulary.leader(address, member, !hadLeader));
    hadLeader = hadLeader || address != null;
  }

  /** Writes that the demo client's variable is written. */
  public synchronized void done(String variable) {
    say(vocabulary.done(variable));
  }

  /** Writes a line of its own. */
  public synchronized void tell(String text) {
    say(List.of(new Vocabulary.Line(0, text)));
  }

  /** Writes a warning, here and to stderr. */
  public synchronized void warn(String text) {
    System.err.println(text);
    say(List.of(new Vocabulary.Line(0, text)));
  }

  private void say(List<Vocabulary.Line> lines) {
    for (Vocabulary.Line line : lines) {
      if (!closed && !waiting.offer(new Task.Append(files.get(line.file()), line.text()))) {
        dropped++;
      }
    }
  }

  private void run() {
    boolean complained = false;
    while (true) {
      try {
        if (!(waiting.take() instanceof Task.Append(Path file, String text))) {
          return;
        }
        append(file, text);
        complained = false;
      } catch (InterruptedException stop) {
        return;
      } catch (UncheckedIOException failed) {
        if (!complained) {
          System.err.println(failed.getMessage());
          complained = true;
        }
      }
    }
  }

  private static void append(Path file, String text) {
    try {
      Files.write(
          file,
          (text + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot append to " + file + ": " + failed, failed);
    }
  }

  /** Writes what is waiting and stops; what is said later is ignored. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (dropped > 0) {
        System.err.println(
            dropped + " lines of the console log were dropped: the disk is too slow.");
      }
    }
    try {
      waiting.put(new Task.Stop());
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
