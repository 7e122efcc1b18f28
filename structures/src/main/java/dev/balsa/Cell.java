package dev.balsa;

import dev.balsa.core.Bytes;
import dev.balsa.kv.Compare;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.DeleteRangeResponse;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.PutResponse;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.RangeResponse;
import dev.balsa.kv.RequestOp;
import dev.balsa.kv.StoreView;
import dev.balsa.kv.TxnRequest;
import dev.balsa.kv.TxnResponse;
import dev.balsa.node.RequestException.NotDone;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One key with values of one type: a {@link Replicated} is one, and so is each entry of a {@link
 * ReplicatedMap}.
 */
record Cell<T>(Requests requests, Bytes key, Codec<T> codec) {
  Answer<?, @Nullable T> get() {
    return requests.read(this::value);
  }

  LocalRead<@Nullable T> local() {
    return requests.local(this::value);
  }

  Answer<?, PutResponse> put(T value) {
    return requests.write(PutRequest.of(key, codec.encode(value)), PutResponse.class);
  }

  /** Puts a value if there is none; answers with the one that is there, or null if it was put. */
  Answer<?, @Nullable T> putIfAbsent(T value) {
    return requests
        .write(ifUnchanged(null, PutRequest.of(key, codec.encode(value))), TxnResponse.class)
        .as(response -> response.succeeded() ? null : value(pair(response)));
  }

  /** Deletes the key; answers whether it was there. */
  Answer<?, Boolean> delete() {
    return requests
        .write(DeleteRangeRequest.of(key), DeleteRangeResponse.class)
        .as(response -> response.deleted() > 0);
  }

  boolean compareAndSet(@Nullable T expected, T update) {
    // What two codecs or two programs wrote differently may still be the same value, so values are
    // compared, not bytes; and
    // the expected one is compared as it would be read.
    T wanted = expected == null ? null : codec.decode(codec.encode(expected));
    PutRequest put = PutRequest.of(key, codec.encode(update));
    long deadlineNanos = requests.deadlineNanos();
    KeyValue pair = requests.read(this::pair).await();
    while (Objects.equals(value(pair), wanted)) {
      TxnResponse response = requests.write(ifUnchanged(pair, put), TxnResponse.class).await();
      if (response.succeeded()) {
        return true;
      }
      pair = pair(response);
      checkTime(deadlineNanos);
    }
    return false;
  }

  /** Replaces the value by what a function makes of it; null stands for no value, on both sides. */
  @Nullable T update(UnaryOperator<@Nullable T> function) {
    long deadlineNanos = requests.deadlineNanos();
    KeyValue pair = requests.read(this::pair).await();
    while (true) {
      T next = function.apply(value(pair));
      if (next == null && pair == null) {
        return null;
      }
      RequestOp change =
          next == null ? DeleteRangeRequest.of(key) : PutRequest.of(key, codec.encode(next));
      TxnResponse response = requests.write(ifUnchanged(pair, change), TxnResponse.class).await();
      if (response.succeeded()) {
        return next;
      }
      pair = pair(response);
      checkTime(deadlineNanos);
    }
  }

  private TxnRequest ifUnchanged(@Nullable KeyValue pair, RequestOp change) {
    Compare condition =
        pair == null ? Compare.absent(key) : Compare.unchanged(key, pair.modRevision());
    return new TxnRequest(List.of(condition), List.of(change), List.of(RangeRequest.of(key)));
  }

  private void checkTime(long deadlineNanos) {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new NotDone(
          NotDone.Reason.OVERLOADED,
          "others kept changing the key " + key + " before this could; it is safe to try again");
    }
  }

  private @Nullable KeyValue pair(StoreView view) {
    return first(view.range(RangeRequest.of(key)));
  }

  private @Nullable KeyValue pair(TxnResponse failed) {
    return first((RangeResponse) failed.responses().getFirst());
  }

  private static @Nullable KeyValue first(RangeResponse response) {
    return response.kvs().isEmpty() ? null : response.kvs().getFirst();
  }

  private @Nullable T value(StoreView view) {
    return value(pair(view));
  }

  private @Nullable T value(@Nullable KeyValue pair) {
    return pair == null ? null : decode(codec, pair);
  }

  /** The value of a pair; whoever cannot be understood is named by its key. */
  static <T> T decode(Codec<T> codec, KeyValue pair) {
    try {
      return codec.decode(pair.value());
    } catch (CodecException e) {
      throw e.at(pair.key().utf8());
    }
  }
}
