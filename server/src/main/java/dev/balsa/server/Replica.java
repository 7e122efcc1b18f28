package dev.balsa.server;

import dev.balsa.core.Bytes;
import dev.balsa.core.Change;
import dev.balsa.node.Counter;
import dev.balsa.node.Members;
import dev.balsa.node.NodeStatus;
import dev.balsa.node.RaftNode;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the server asks of the member it stands before. Nothing here blocks; futures fail with
 * {@link dev.balsa.node.RequestException}. Safe for use by many threads.
 */
public interface Replica {
  /** Proposes a command; completes with its result once it is applied here. */
  CompletableFuture<Bytes> propose(Bytes command);

  /** Asks the state once it holds every write that was answered before. */
  <T> CompletableFuture<T> read(Supplier<T> query);

  /** Asks the state as it is here, which may be old. */
  <T> CompletableFuture<T> readLocal(Supplier<T> query);

  /** Changes the members; as {@link RaftNode#changeMembers}. */
  CompletableFuture<Members> changeMembers(UnaryOperator<Change> change);

  /** Hands leadership over; as {@link RaftNode#transferLeadership(long)}. */
  CompletableFuture<Long> transferLeadership(long to);

  /** Takes a snapshot now; as {@link RaftNode#takeSnapshot}. */
  CompletableFuture<Long> takeSnapshot();

  /** How often something has happened since the member was started. */
  long count(Counter counter);

  /** What the member knows of itself. */
  NodeStatus status();

  /** A node, asked as it is. */
  static Replica of(RaftNode node) {
    return new Replica() {
      @Override
      public CompletableFuture<Bytes> propose(Bytes command) {
        return node.propose(command);
      }

      @Override
      public <T> CompletableFuture<T> read(Supplier<T> query) {
        return node.read(query);
      }

      @Override
      public <T> CompletableFuture<T> readLocal(Supplier<T> query) {
        return node.readLocal(query);
      }

      @Override
      public CompletableFuture<Members> changeMembers(UnaryOperator<Change> change) {
        return node.changeMembers(change);
      }

      @Override
      public CompletableFuture<Long> transferLeadership(long to) {
        return node.transferLeadership(to);
      }

      @Override
      public CompletableFuture<Long> takeSnapshot() {
        return node.takeSnapshot();
      }

      @Override
      public long count(Counter counter) {
        return node.count(counter);
      }

      @Override
      public NodeStatus status() {
        return node.status();
      }
    };
  }
}
