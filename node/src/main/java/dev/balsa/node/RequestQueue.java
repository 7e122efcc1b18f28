package dev.balsa.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one kind until their index is known: those that wait for someone to take them, and
 * those handed over together to a member, which answers by the number of the batch. Used by the
 * consensus thread.
 *
 * @param <R> the kind
 */
final class RequestQueue<R extends Request<?>> {
  /*
   * The position of a request in its batch says at which index it stands once the first index is
   * known. So a request that ends early leaves a null behind.
   */
  private record Batch<R>(long to, List<@Nullable R> requests) {}

  private final Map<Long, Batch<R>> handedOver = new HashMap<>();
  private List<R> waiting = new ArrayList<>();

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void add(R request) {
    waiting.add(request);
  }

  /**
   * Takes the next requests out of those that wait, and files them as handed over.
   *
   * @param id number of the batch
   * @param costMax stop before the sum of {@link Request#cost} exceeds this, except that one
   *     request is always taken
   */
  List<R> handOver(long id, long to, long costMax) {
    long cost = 0;
    int count = 0;
    while (count < waiting.size()) {
      cost += waiting.get(count).cost();
      if (count > 0 && cost > costMax) {
        break;
      }
      count++;
    }
    List<R> batch = waiting;
    if (count == batch.size()) {
      waiting = new ArrayList<>();
    } else {
      waiting = new ArrayList<>(batch.subList(count, batch.size()));
      batch = new ArrayList<>(batch.subList(0, count));
    }
    handedOver.put(id, new Batch<>(to, new ArrayList<@Nullable R>(batch)));
    return batch;
  }

  /** Takes out a batch that was answered, or null if nobody waits for it any more. */
  @Nullable List<@Nullable R> answered(long id) {
    Batch<R> batch = handedOver.remove(id);
    return batch == null ? null : batch.requests();
  }

  /** Puts requests that were not taken in back to the front of those that wait. */
  void again(List<@Nullable R> requests) {
    waiting.addAll(0, left(requests));
  }

  /** Takes out what was handed to some members. */
  List<R> giveUpOn(LongPredicate to) {
    if (handedOver.isEmpty()) {
      return List.of();
    }
    List<R> given = new ArrayList<>();
    for (Iterator<Batch<R>> all = handedOver.values().iterator(); all.hasNext(); ) {
      Batch<R> batch = all.next();
      if (to.test(batch.to())) {
        given.addAll(left(batch.requests()));
        all.remove();
      }
    }
    return given;
  }

  /** Takes out all that nobody has taken yet. */
  List<R> giveUpWaiting() {
    List<R> given = waiting;
    waiting = new ArrayList<>();
    return given;
  }

  /** Takes out what has waited too long for someone to take it. */
  List<R> expireWaiting(long nowNanos) {
    List<R> over = new ArrayList<>();
    waiting.removeIf(request -> request.deadlineNanos() <= nowNanos && over.add(request));
    return over;
  }

  /** Takes out what was handed over and has waited too long for an answer. */
  List<R> expireHandedOver(long nowNanos) {
    List<R> over = new ArrayList<>();
    for (Iterator<Batch<R>> all = handedOver.values().iterator(); all.hasNext(); ) {
      List<@Nullable R> requests = all.next().requests();
      boolean anyLeft = false;
      for (int i = 0; i < requests.size(); i++) {
        R request = requests.get(i);
        if (request != null && request.deadlineNanos() <= nowNanos) {
          over.add(request);
          requests.set(i, null);
        } else {
          anyLeft |= request != null;
        }
      }
      if (!anyLeft) {
        all.remove();
      }
    }
    return over;
  }

  /** The earliest deadline of all, or {@link Long#MAX_VALUE}. */
  long earliestDeadlineNanos() {
    long earliestNanos = Long.MAX_VALUE;
    for (R request : waiting) {
      earliestNanos = Math.min(earliestNanos, request.deadlineNanos());
    }
    for (Batch<R> batch : handedOver.values()) {
      for (R request : left(batch.requests())) {
        earliestNanos = Math.min(earliestNanos, request.deadlineNanos());
      }
    }
    return earliestNanos;
  }

  /** What of a batch has not ended early. */
  static <R> List<R> left(List<@Nullable R> requests) {
    List<R> left = new ArrayList<>(requests.size());
    for (R request : requests) {
      if (request != null) {
        left.add(request);
      }
    }
    return left;
  }
}
