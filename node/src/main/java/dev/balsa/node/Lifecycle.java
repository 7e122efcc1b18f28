package dev.balsa.node;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node runs, and why it stopped. It stops once and for all. Safe for use by many threads.
 */
final class Lifecycle {
  private static final System.Logger LOGGER = System.getLogger(Lifecycle.class.getPackageName());

  private record Ending(@Nullable Throwable cause) {}

  private final long member;
  private final NodeObserver observer;
  private final List<Bell> bells;
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  /** A running node; the bells wake the threads that must learn of its end. */
  Lifecycle(long member, NodeObserver observer, List<Bell> bells) {
    this.member = member;
    this.observer = observer;
    this.bells = List.copyOf(bells);
  }

  boolean isRunning() {
    return ending.get() == null;
  }

  NodeStatus.Phase phase() {
    Ending how = ending.get();
    if (how == null) {
      return NodeStatus.Phase.RUNNING;
    }
    if (how.cause() instanceof RemovedException) {
      return NodeStatus.Phase.REMOVED;
    }
    return how.cause() == null ? NodeStatus.Phase.STOPPED : NodeStatus.Phase.FAILED;
  }

  /** Why the node failed or was removed, or null if it runs or was stopped on purpose. */
  @Nullable Throwable failure() {
    Ending how = ending.get();
    return how == null ? null : how.cause();
  }

  /** Why the node takes nothing any more, for the clients it turns away. */
  String reason() {
    Throwable cause = failure();
    if (cause instanceof RemovedException) {
      return String.valueOf(cause.getMessage());
    }
    return cause == null
        ? "member " + member + " was stopped"
        : "member " + member + " failed: " + cause;
  }

  /** Stops on purpose. */
  void stop() {
    end(new Ending(null));
  }

  /**
   * Stops because the node cannot go on. The first call wins and is reported; later ones change
   * nothing.
   */
  void fail(Throwable cause) {
    if (end(new Ending(cause))) {
      String message = "member " + member + " failed and stops: " + cause;
      // Where in the program a broken disk or another state was noticed helps nobody.
      if (cause instanceof UncheckedIOException || cause instanceof DivergedException) {
        LOGGER.log(System.Logger.Level.ERROR, message);
      } else {
        LOGGER.log(System.Logger.Level.ERROR, message, cause);
      }
      observer.failed(cause);
    }
  }

  /** Stops because the cluster has removed this member. */
  void removed(long index) {
    RemovedException cause = new RemovedException(member, index);
    if (end(new Ending(cause))) {
      LOGGER.log(System.Logger.Level.WARNING, cause.getMessage());
      observer.failed(cause);
    }
  }

  private boolean end(Ending how) {
    boolean first = ending.compareAndSet(null, how);
    bells.forEach(Bell::ring);
    return first;
  }
}
