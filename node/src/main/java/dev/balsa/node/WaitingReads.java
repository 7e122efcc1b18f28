package dev.balsa.node;

import dev.balsa.node.Request.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Linearizable reads that wait until their index is applied (dissertation §6.4). Safe for use by
 * many threads.
 */
final class WaitingReads {
  private record Batch(long readIndex, List<Query<?>> queries) {}

  private final PriorityQueue<Batch> batches =
      new PriorityQueue<>(Comparator.comparingLong(Batch::readIndex));

  /** The lowest index waited for; so that nobody takes the lock for each entry applied. */
  private volatile long lowestIndex = Long.MAX_VALUE;

  /** Adds questions that may be asked once an index is applied. */
  synchronized void add(long readIndex, List<Query<?>> queries) {
    batches.add(new Batch(readIndex, queries));
    noteLowest();
  }

  private void noteLowest() {
    Batch lowest = batches.peek();
    lowestIndex = lowest == null ? Long.MAX_VALUE : lowest.readIndex();
  }

  /** Takes out the questions that may be asked now, in order of their indexes. */
  List<Query<?>> take(long appliedIndex) {
    if (appliedIndex < lowestIndex) {
      return List.of();
    }
    List<Query<?>> ready = new ArrayList<>();
    synchronized (this) {
      for (Batch batch = batches.peek();
          batch != null && batch.readIndex() <= appliedIndex;
          batch = batches.peek()) {
        batches.remove();
        ready.addAll(batch.queries());
      }
      noteLowest();
    }
    return ready;
  }

  /** Whether nobody waits. */
  boolean isEmpty() {
    return lowestIndex == Long.MAX_VALUE;
  }

  /** Ends what has waited too long. */
  void expire(long nowNanos, RequestException cause) {
    List<Query<?>> over = new ArrayList<>();
    synchronized (this) {
      for (Iterator<Batch> all = batches.iterator(); all.hasNext(); ) {
        int left = 0;
        for (Query<?> query : all.next().queries()) {
          if (query.deadlineNanos() <= nowNanos) {
            over.add(query);
          } else {
            left++;
          }
        }
        if (left == 0) {
          all.remove();
        }
      }
      noteLowest();
    }
    over.forEach(query -> query.fail(cause));
  }

  /** Ends everything that waits. */
  void failAll(RequestException cause) {
    expire(Long.MAX_VALUE, cause);
  }
}
