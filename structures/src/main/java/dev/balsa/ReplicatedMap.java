package dev.balsa;

import dev.balsa.core.Bytes;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.DeleteRangeResponse;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.StoreView;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A map that all members of a cluster share; the entry with key {@code k} of the map {@code m}
 * lives under the key {@code m/k}.
 *
 * <p>Each entry is replicated on its own, so an entry, not the map, is limited in size, and
 * different entries are written without regard to each other. What is promised about answers,
 * errors and threads is as in {@link Replicated}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class ReplicatedMap<K, V> {
  private final Requests requests;
  private final Bytes prefix;
  private final Codec<K> keys;
  private final Codec<V> values;

  ReplicatedMap(Requests requests, Bytes prefix, Codec<K> keys, Codec<V> values) {
    this.requests = requests;
    this.prefix = prefix;
    this.keys = keys;
    this.values = values;
  }

  private Cell<V> cell(K key) {
    Bytes name = keys.encode(key);
    byte[] whole = new byte[prefix.length() + name.length()];
    System.arraycopy(prefix.sharedArray(), prefix.sharedOffset(), whole, 0, prefix.length());
    System.arraycopy(
        name.sharedArray(), name.sharedOffset(), whole, prefix.length(), name.length());
    return new Cell<>(requests, Bytes.wrap(whole), values);
  }

  /** The value of a key, or null if there is none. */
  public @Nullable V get(K key) {
    return cell(key).get().await();
  }

  /** As {@link #get}. */
  public CompletableFuture<@Nullable V> getAsync(K key) {
    return cell(key).get().later();
  }

  /** Puts a value, replacing the one that is there. */
  public void put(K key, V value) {
    cell(key).put(value).await();
  }

  /** As {@link #put}. */
  public CompletableFuture<@Nullable Void> putAsync(K key, V value) {
    return cell(key).put(value).<@Nullable Void>as(done -> null).later();
  }

  /**
   * Puts a value if there is none.
   *
   * @return the value that is there, or null if this one was put
   */
  public @Nullable V putIfAbsent(K key, V value) {
    return cell(key).putIfAbsent(value).await();
  }

  /** As {@link #putIfAbsent}. */
  public CompletableFuture<@Nullable V> putIfAbsentAsync(K key, V value) {
    return cell(key).putIfAbsent(value).later();
  }

  /** As {@link Replicated#compareAndSet} for one key. */
  public boolean compareAndSet(K key, @Nullable V expected, V update) {
    return cell(key).compareAndSet(expected, update);
  }

  /** As {@link #compareAndSet}. */
  public CompletableFuture<Boolean> compareAndSetAsync(K key, @Nullable V expected, V update) {
    return requests.apart(() -> cell(key).compareAndSet(expected, update));
  }

  /** As {@link Replicated#update} for one key. */
  public @Nullable V compute(K key, UnaryOperator<@Nullable V> function) {
    return cell(key).update(function);
  }

  /** As {@link #compute}; the function runs on a virtual thread. */
  public CompletableFuture<@Nullable V> computeAsync(K key, UnaryOperator<@Nullable V> function) {
    return requests.apart(() -> cell(key).update(function));
  }

  /**
   * Removes a key.
   *
   * @return whether it was there
   */
  public boolean remove(K key) {
    return cell(key).delete().await();
  }

  /** As {@link #remove}. */
  public CompletableFuture<Boolean> removeAsync(K key) {
    return cell(key).delete().later();
  }

  /** All entries as they are at one moment, ordered by the bytes of their keys. */
  public Map<K, V> entries() {
    return requests.read(this::entries).await();
  }

  /** As {@link #entries()}. */
  public CompletableFuture<Map<K, V>> entriesAsync() {
    return requests.read(this::entries).later();
  }

  /** All keys as they are at one moment, ordered by their bytes. */
  public Set<K> keys() {
    return requests.read(this::keys).await();
  }

  /** As {@link #keys()}. */
  public CompletableFuture<Set<K>> keysAsync() {
    return requests.read(this::keys).later();
  }

  /** How many entries there are. */
  public long size() {
    return requests.read(this::size).await();
  }

  /** As {@link #size()}. */
  public CompletableFuture<Long> sizeAsync() {
    return requests.read(this::size).later();
  }

  /**
   * Removes all entries at one moment.
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

  /** What this member holds of one key, at once; it may be old, and says how old. */
  public LocalRead<@Nullable V> local(K key) {
    return cell(key).local();
  }

  /** What this member holds, at once; it may be old, and says how old. */
  public LocalRead<Map<K, V>> local() {
    return requests.local(this::entries);
  }

  private Answer<?, Long> deletion() {
    return requests
        .write(DeleteRangeRequest.prefix(prefix), DeleteRangeResponse.class)
        .as(DeleteRangeResponse::deleted);
  }

  private Map<K, V> entries(StoreView view) {
    Map<K, V> entries = new LinkedHashMap<>();
    for (KeyValue pair : view.range(RangeRequest.prefix(prefix)).kvs()) {
      entries.put(key(pair), Cell.decode(values, pair));
    }
    return Collections.unmodifiableMap(entries);
  }

  private Set<K> keys(StoreView view) {
    Set<K> found = new LinkedHashSet<>();
    for (KeyValue pair : view.range(RangeRequest.prefix(prefix)).kvs()) {
      found.add(key(pair));
    }
    return Collections.unmodifiableSet(found);
  }

  private long size(StoreView view) {
    return view.range(RangeRequest.prefix(prefix).counting()).count();
  }

  private K key(KeyValue pair) {
    try {
      return keys.decode(pair.key().slice(prefix.length(), pair.key().length()));
    } catch (CodecException e) {
      throw e.at(pair.key().utf8());
    }
  }
}
