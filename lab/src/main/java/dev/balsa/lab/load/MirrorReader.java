package dev.balsa.lab.load;

import dev.balsa.lab.check.FileShapes;
import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.mirror.Layout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that reads the mirrors of all nodes all the time and parses them: none may ever be seen
 * half written.
 */
public final class MirrorReader implements AutoCloseable {
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Rests so many times as long as it worked, so that the nodes have the processors. */
  private static final int REST_FACTOR = 4;

  private static final int FAULTS_MAX = 10;

  private final Layout layout;
  private final Thread thread;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicLong files = new AtomicLong();
  private final List<String> faults = new ArrayList<>();

  /** Starts it. */
  public MirrorReader(Layout layout) {
    this.layout = layout;
    this.thread = Thread.ofPlatform().name("mirror reader").daemon().start(this::run);
  }

  private void run() {
    while (!stopping.get()) {
      for (long node : layout.nodes()) {
        long begun = System.nanoTime();
        look(node);
        LockSupport.parkNanos(REST_NANOS + REST_FACTOR * (System.nanoTime() - begun));
      }
    }
  }

  private void look(long node) {
    String fault;
    try {
      fault = FileShapes.Parse.fault(NodeFiles.read(layout, node));
    } catch (IOException unreadable) {
      fault = unreadable.toString();
    }
    files.addAndGet(3);
    if (fault != null) {
      synchronized (faults) {
        if (faults.size() < FAULTS_MAX) {
          faults.add("node " + node + ": " + fault);
        }
      }
    }
  }

  /** How many files were read and parsed. */
  public long files() {
    return files.get();
  }

  /** The first files that did not parse. */
  public List<String> faults() {
    synchronized (faults) {
      return List.copyOf(faults);
    }
  }

  @Override
  public void close() {
    stopping.set(true);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
