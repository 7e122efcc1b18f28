package dev.balsa.lab.screen;

import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.check.NodeView;
import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.process.NodeProcess;
import dev.balsa.lab.script.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all nodes of a stage a few times per second, on a thread of its own. Safe for use by
 * many threads.
 */
public final class Pictures implements AutoCloseable {
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(120);
  private static final long VIEW_MILLIS = 300;

  private final Stage stage;
  private final Flapping flapping = new Flapping();
  private final Set<Long> isolated = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Thread thread;
  private volatile List<NodePicture> latest = List.of();
  private volatile @Nullable String advice;

  /** Starts to look. */
  public Pictures(Stage stage) throws IOException {
    this.stage = stage;
    this.latest = look();
    this.thread = Thread.ofPlatform().name("pictures").daemon().start(this::run);
  }

  private void run() {
    while (!stopping.get()) {
      try {
        latest = look();
        advice = flapping.advice(System.nanoTime());
      } catch (IOException unreadable) {
        advice = "The working folder cannot be read: " + unreadable;
      }
      LockSupport.parkNanos(REST_NANOS);
    }
  }

  private List<NodePicture> look() throws IOException {
    Layout layout = stage.layout();
    List<NodePicture> pictures = new ArrayList<>();
    long term = 0;
    for (long node : layout.nodes()) {
      NodeView view = view(node);
      term = Math.max(term, view == null ? 0 : view.term());
      pictures.add(
          new NodePicture(
              node, layout.address(node), life(node), view, NodeFiles.read(layout, node)));
    }
    flapping.see(System.nanoTime(), term);
    return pictures;
  }

  private @Nullable NodeView view(long node) {
    Optional<NodeProcess> process = stage.cluster().process(node);
    if (process.isEmpty() || !process.get().alive() || process.get().paused()) {
      return null;
    }
    try {
      return stage.client(node).view(VIEW_MILLIS);
    } catch (IOException silent) {
      return null;
    }
  }

  private String life(long node) {
    Optional<NodeProcess> process = stage.cluster().process(node);
    if (process.isEmpty()) {
      return "not started";
    }
    if (!process.get().alive()) {
      isolated.remove(node);
      return "ended, exit code " + process.get().endedWith();
    }
    String state =
        process.get().paused()
            ? "paused"
            : isolated.contains(node) ? "running, cut off" : "running";
    return state + ", pid " + process.get().pid();
  }

  /** The latest look. */
  public List<NodePicture> latest() {
    return latest;
  }

  /** What to think of leaders that change too often, or null if they do not. */
  public @Nullable String advice() {
    return advice;
  }

  /** Whether a node is cut off from the others. */
  public boolean isIsolated(long node) {
    return isolated.contains(node);
  }

  /** Cuts a node off, or ends that. */
  public void toggleIsolated(long node) throws IOException {
    if (isolated.remove(node)) {
      stage.cluster().living(node).heal();
    } else {
      stage.cluster().living(node).isolate();
      isolated.add(node);
    }
  }

  /** Somebody ended or started a node on purpose: the next change of leader is nobody's fault. */
  public void forgiveChanges() {
    flapping.forget();
  }

  @Override
  public void close() {
    stopping.set(true);
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
