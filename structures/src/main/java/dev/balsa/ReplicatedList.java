package dev.balsa;

import dev.balsa.core.Bytes;
import dev.balsa.kv.Compare;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.DeleteRangeResponse;
import dev.balsa.kv.KeyRange;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.PutSequentialRequest;
import dev.balsa.kv.PutSequentialResponse;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.RangeRequest.SortOrder;
import dev.balsa.kv.RangeResponse;
import dev.balsa.kv.StoreView;
import dev.balsa.kv.TxnRequest;
import dev.balsa.kv.TxnResponse;
import dev.balsa.node.RequestException.NotDone;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A list that all members of a cluster share, to which one appends and from whose ends one takes: a
 * log, a queue, a stack. The elements of the list {@code l} live under {@code l:0000000000000001}
 * and so on.
 *
 * <p>An append finds its place when it is applied: appends of many members never collide, and none
 * is tried twice. What is promised about answers, errors and threads is as in {@link Replicated}.
 *
 * @param <T> the type of the elements
 */
public final class ReplicatedList<T> {
  /*
   * Why a transaction on the end's key alone takes the right element. The first key, if nobody has
   * written it since it was read, is still the first one: keys are only added behind the greatest.
   * The last key may have got followers, so there the condition is also that nothing is behind it.
   */

  private final Requests requests;
  private final Bytes prefix;
  private final Codec<T> codec;

  ReplicatedList(Requests requests, Bytes prefix, Codec<T> codec) {
    this.requests = requests;
    this.prefix = prefix;
    this.codec = codec;
  }

  /** Adds an element at the end. */
  public void add(T element) {
    addition(element).await();
  }

  /** As {@link #add}. */
  public CompletableFuture<@Nullable Void> addAsync(T element) {
    return addition(element).<@Nullable Void>as(done -> null).later();
  }

  /** All elements as they are at one moment, first to last. */
  public List<T> all() {
    return requests.read(this::all).await();
  }

  /** As {@link #all()}. */
  public CompletableFuture<List<T>> allAsync() {
    return requests.read(this::all).later();
  }

  /** The first element, or null if there is none. */
  public @Nullable T first() {
    return requests.read(view -> value(end(view, SortOrder.ASCEND))).await();
  }

  /** As {@link #first}. */
  public CompletableFuture<@Nullable T> firstAsync() {
    return requests.read(view -> value(end(view, SortOrder.ASCEND))).later();
  }

  /** The last element, or null if there is none. */
  public @Nullable T last() {
    return requests.read(view -> value(end(view, SortOrder.DESCEND))).await();
  }

  /** As {@link #last}. */
  public CompletableFuture<@Nullable T> lastAsync() {
    return requests.read(view -> value(end(view, SortOrder.DESCEND))).later();
  }

  /** How many elements there are. */
  public long size() {
    return requests.read(this::size).await();
  }

  /** As {@link #size()}. */
  public CompletableFuture<Long> sizeAsync() {
    return requests.read(this::size).later();
  }

  /**
   * Takes the first element out; of several who try, each gets another one.
   *
   * @return the element, or null if there is none
   */
  public @Nullable T removeFirst() {
    return take(SortOrder.ASCEND);
  }

  /** As {@link #removeFirst}. */
  public CompletableFuture<@Nullable T> removeFirstAsync() {
    return requests.apart(() -> take(SortOrder.ASCEND));
  }

  /**
   * Takes the last element out; of several who try, each gets another one.
   *
   * @return the element, or null if there is none
   */
  public @Nullable T removeLast() {
    return take(SortOrder.DESCEND);
  }

  /** As {@link #removeLast}. */
  public CompletableFuture<@Nullable T> removeLastAsync() {
    return requests.apart(() -> take(SortOrder.DESCEND));
  }

  /**
   * Removes all elements at one moment.
   *
   * @return how many there were
   */
  public long clear() {
    return deletion().await();
  }

  /** As {@link #clear}. */
  public CompletableFuture<Long> clearAsync() {
    return deletion().later();
  }

  /** What this member holds, at once; it may be old, and says how old. */
  public LocalRead<List<T>> local() {
    return requests.local(this::all);
  }

  private Answer<?, PutSequentialResponse> addition(T element) {
    return requests.write(
        new PutSequentialRequest(prefix, codec.encode(element)), PutSequentialResponse.class);
  }

  private Answer<?, Long> deletion() {
    return requests
        .write(DeleteRangeRequest.prefix(prefix), DeleteRangeResponse.class)
        .as(DeleteRangeResponse::deleted);
  }

  private @Nullable T take(SortOrder order) {
    long deadlineNanos = requests.deadlineNanos();
    KeyValue end = requests.read(view -> end(view, order)).await();
    while (end != null) {
      T value = Cell.decode(codec, end);
      TxnResponse response = requests.write(taking(end, order), TxnResponse.class).await();
      if (response.succeeded()) {
        return value;
      }
      List<KeyValue> left = ((RangeResponse) response.responses().getFirst()).kvs();
      end = left.isEmpty() ? null : left.getFirst();
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new NotDone(
            NotDone.Reason.OVERLOADED,
            "others kept taking from " + prefix + " before this could; it is safe to try again");
      }
    }
    return null;
  }

  private TxnRequest taking(KeyValue end, SortOrder order) {
    List<Compare> conditions = new ArrayList<>();
    conditions.add(Compare.unchanged(end.key(), end.modRevision()));
    if (order == SortOrder.DESCEND) {
      byte[] behind = new byte[end.key().length() + 1];
      System.arraycopy(end.key().toArray(), 0, behind, 0, end.key().length());
      conditions.add(
          new Compare(
              Bytes.wrap(behind),
              KeyRange.prefixEnd(prefix),
              Compare.Relation.EQUAL,
              Compare.Target.VERSION,
              0,
              Bytes.EMPTY));
    }
    return new TxnRequest(
        conditions, List.of(DeleteRangeRequest.of(end.key())), List.of(end(order)));
  }

  private RangeRequest end(SortOrder order) {
    return new RangeRequest(
        prefix,
        KeyRange.prefixEnd(prefix),
        1,
        0,
        order,
        RangeRequest.SortTarget.KEY,
        false,
        false,
        false,
        0,
        0,
        0,
        0);
  }

  private @Nullable KeyValue end(StoreView view, SortOrder order) {
    List<KeyValue> found = view.range(end(order)).kvs();
    return found.isEmpty() ? null : found.getFirst();
  }

  private @Nullable T value(@Nullable KeyValue pair) {
    return pair == null ? null : Cell.decode(codec, pair);
  }

  private List<T> all(StoreView view) {
    List<T> elements = new ArrayList<>();
    for (KeyValue pair : view.range(RangeRequest.prefix(prefix)).kvs()) {
      elements.add(Cell.decode(codec, pair));
    }
    return List.copyOf(elements);
  }

  private long size(StoreView view) {
    return view.range(RangeRequest.prefix(prefix).counting()).count();
  }
}
