package dev.balsa.server;

import dev.balsa.core.Bytes;
import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.RoleName;
import dev.balsa.kv.Store;
import dev.balsa.node.Counter;
import dev.balsa.node.Members;
import dev.balsa.node.NodeStatus;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A member that applies at once, or fails, or never answers, as a test wants it. */
public final class FakeReplica implements Replica {
  public final Store store = new Store();
  private final BlockingQueue<CompletableFuture<?>> unanswered = new LinkedBlockingQueue<>();
  private long index;
  private volatile Throwable failure;
  private volatile boolean silent;
  private volatile long leader = 1;
  private volatile boolean witness;

  /** From now on every request fails so; null for none. */
  public void fail(Throwable with) {
    failure = with;
  }

  /** From now on nothing is answered. */
  public void fallSilent() {
    silent = true;
  }

  /** Waits for a request that the silence leaves without an answer, and leaves the answer open. */
  CompletableFuture<?> awaitUnanswered() throws InterruptedException {
    return unanswered.take();
  }

  /** From now on it says that it keeps no state. */
  void witness() {
    witness = true;
  }

  void loseLeader() {
    leader = 0;
  }

  @Override
  public synchronized CompletableFuture<Bytes> propose(Bytes command) {
    return answer(() -> store.apply(new Entry(++index, 3, EntryKind.COMMAND, command)));
  }

  @Override
  public <T> CompletableFuture<T> read(Supplier<T> query) {
    return answer(query);
  }

  @Override
  public <T> CompletableFuture<T> readLocal(Supplier<T> query) {
    return answer(query);
  }

  private <T> CompletableFuture<T> answer(Supplier<T> query) {
    if (silent) {
      CompletableFuture<T> open = new CompletableFuture<>();
      unanswered.add(open);
      return open;
    }
    Throwable with = failure;
    return with != null
        ? CompletableFuture.failedFuture(with)
        : CompletableFuture.completedFuture(query.get());
  }

  @Override
  public CompletableFuture<Members> changeMembers(UnaryOperator<Change> change) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("a fake has no peers"));
  }

  @Override
  public CompletableFuture<Long> transferLeadership(long to) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("a fake has no peers"));
  }

  @Override
  public CompletableFuture<Long> takeSnapshot() {
    return CompletableFuture.completedFuture(store.appliedIndex());
  }

  @Override
  public long count(Counter counter) {
    return counter == Counter.APPLIED ? store.appliedIndex() : 0;
  }

  @Override
  public NodeStatus status() {
    long applied = store.appliedIndex();
    return new NodeStatus(
        1,
        NodeStatus.Phase.RUNNING,
        leader == 1 ? RoleName.LEADER : RoleName.FOLLOWER,
        3,
        leader,
        applied + 7,
        applied + 6,
        applied + 5,
        applied,
        250,
        0,
        new Members(new Configuration(List.of(1L)), 0, true),
        0,
        false,
        witness,
        List.of());
  }
}
