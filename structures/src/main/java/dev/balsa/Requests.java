package dev.balsa;

import dev.balsa.core.Bytes;
import dev.balsa.kv.Commands;
import dev.balsa.kv.Request;
import dev.balsa.kv.Response;
import dev.balsa.kv.Store;
import dev.balsa.kv.StoreLimits;
import dev.balsa.kv.StoreView;
import dev.balsa.node.ClientSession;
import dev.balsa.node.NodeStatus;
import dev.balsa.node.RaftNode;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.SessionCommand;
import dev.balsa.node.SessionLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes the requests of all structures of one member to its node. Safe for use by many threads. */
final class Requests {
  /*
   * The node's futures are completed by its own threads, so nothing of a user's may be hung on them
   * directly: a slow continuation would hold up the state machine, and one that waits for another
   * answer would wait for ever. Whatever follows an answer runs on a virtual thread of its own; a
   * caller that waits does it itself.
   *
   * Writes belong to a session of this member, so each is applied once although it is sent again when
   * nobody knows what became of it. If the session expires, those writes that may have been applied
   * have ended as unknown, and all others go on in a new session: nothing is in doubt that its caller
   * was not told.
   */
  private static final System.Logger LOGGER = System.getLogger(Requests.class.getPackageName());

  private final RaftNode node;
  private final Store store;
  private final StoreLimits limits;
  private final long timeoutNanos;
  private final Waiting waiting;
  private final Executor executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("balsa-answer-", 0).factory());

  private final SessionLimits sessionLimits;
  private @Nullable ClientSession session;

  Requests(RaftNode node, Store store, Limits limits) {
    int timeoutMillis = limits.node().requestTimeoutMillis();
    this.node = node;
    this.store = store;
    this.limits = limits.store().withCommandBytes(room(limits.store().commandBytesMax()));
    this.sessionLimits = limits.sessions();
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    this.waiting = new Waiting(2L * timeoutMillis + 1000);
  }

  /** What is left of the longest command for those who have a session. */
  private static int room(int commandBytesMax) {
    return Math.max(
        StoreLimits.COMMAND_BYTES_LEAST, commandBytesMax - SessionCommand.OVERHEAD_BYTES);
  }

  /** A request that goes through the log. */
  <R extends Response> Answer<Bytes, R> write(Request request, Class<R> kind) {
    return new Answer<>(
        () -> propose(Commands.encode(request, limits), System.nanoTime() + timeoutNanos),
        result -> Commands.decodeResponse(result).as(kind),
        waiting,
        executor);
  }

  private CompletableFuture<Bytes> propose(Bytes command, long deadlineNanos) {
    return session()
        .propose(command)
        .exceptionallyCompose(thrown -> {
          Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
          return cause instanceof NotDone expired
                  && expired.reason() == NotDone.Reason.SESSION_EXPIRED
                  && System.nanoTime() - deadlineNanos < 0
              ? propose(command, deadlineNanos)
              : CompletableFuture.failedFuture(cause == null ? thrown : cause);
        });
  }

  /** The session of this member; another one if the one before has expired. */
  private synchronized ClientSession session() {
    ClientSession before = session;
    if (before != null && !before.isExpired()) {
      return before;
    }
    ClientSession current = ClientSession.at(node, sessionLimits);
    session = current;
    if (before != null) {
      LOGGER.log(System.Logger.Level.WARNING, "{0}; a new one is opened", before);
      before.close();
    }
    return current;
  }

  /** Ends the session, so that the others need not wait until it expires. */
  synchronized void close() {
    if (session != null) {
      session.close();
    }
  }

  /** A linearizable read. */
  <T extends @Nullable Object> Answer<StoreView, T> read(Function<StoreView, T> question) {
    return new Answer<>(() -> node.read(store::view), question, waiting, executor);
  }

  /** A read of this member's own memory. */
  <T extends @Nullable Object> LocalRead<T> local(Function<StoreView, T> question) {
    NodeStatus status = node.status();
    T value = question.apply(store.view());
    return new LocalRead<>(
        value,
        status.appliedIndex(),
        Math.max(0, status.commitIndex() - status.appliedIndex()),
        status.lastContactMillis());
  }

  /** Does what takes several requests on a thread of its own. */
  <T extends @Nullable Object> CompletableFuture<T> apart(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, executor);
  }

  /** When something that is begun now must be over, as {@link System#nanoTime}. */
  long deadlineNanos() {
    return System.nanoTime() + timeoutNanos;
  }
}
