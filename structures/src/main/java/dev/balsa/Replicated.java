package dev.balsa;

import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One value that all members of a cluster share; it lives under the key that is its name.
 *
 * <p>Every method but {@link #local} is linearizable, from whichever member: it sees everything
 * that was answered anywhere before it was called. Each ends within twice the request timeout of
 * the cluster's limits. A method whose name ends in {@code Async} returns at once and throws only
 * if a codec refuses an argument; what follows on its future runs on a virtual thread.
 *
 * <p>Besides what is said below, each may end with a {@link
 * dev.balsa.node.RequestException.NotDone} (it did not happen and never will), a {@link
 * dev.balsa.node.RequestException.Unknown} (only reading can tell whether it happened), a {@link
 * dev.balsa.kv.KvException} (a limit or quota of the store; nothing happened) or a {@link
 * CodecException} (what is stored is not of this type, or the argument cannot be written). A
 * waiting thread that is interrupted gets {@code Unknown} and keeps its interrupt flag.
 *
 * <p>Safe for use by many threads. Instances of the same name are views of the same value.
 *
 * @param <T> the type of the value
 */
public final class Replicated<T> {
  private final Cell<T> cell;

  Replicated(Cell<T> cell) {
    this.cell = cell;
  }

  /** The value, or null if there is none. */
  public @Nullable T get() {
    return cell.get().await();
  }

  /** As {@link #get}. */
  public CompletableFuture<@Nullable T> getAsync() {
    return cell.get().later();
  }

  /** What this member holds, at once; it may be old, and says how old. */
  public LocalRead<@Nullable T> local() {
    return cell.local();
  }

  /** Replaces the value. */
  public void set(T value) {
    cell.put(value).await();
  }

  /** As {@link #set}. */
  public CompletableFuture<@Nullable Void> setAsync(T value) {
    return cell.put(value).<@Nullable Void>as(done -> null).later();
  }

  /**
   * Replaces the value if it equals another one.
   *
   * @param expected what must be there, or null for nothing
   * @return whether it was and is replaced
   */
  public boolean compareAndSet(@Nullable T expected, T update) {
    return cell.compareAndSet(expected, update);
  }

  /** As {@link #compareAndSet}. */
  public CompletableFuture<Boolean> compareAndSetAsync(@Nullable T expected, T update) {
    return cell.requests().apart(() -> cell.compareAndSet(expected, update));
  }

  /**
   * Replaces the value by what a function makes of it, as one step that nobody comes between.
   *
   * @param function gets the value, or null if there is none, and gives the new one, or null to
   *     delete it. It is called again if somebody else was faster, so it must do nothing else; what
   *     it throws is thrown, and nothing is changed
   * @return the new value
   */
  public @Nullable T update(UnaryOperator<@Nullable T> function) {
    return cell.update(function);
  }

  /** As {@link #update}; the function runs on a virtual thread. */
  public CompletableFuture<@Nullable T> updateAsync(UnaryOperator<@Nullable T> function) {
    return cell.requests().apart(() -> cell.update(function));
  }

  /**
   * Deletes the value.
   *
   * @return whether there was one
   */
  public boolean delete() {
    return cell.delete().await();
  }

  /** As {@link #delete}. */
  public CompletableFuture<Boolean> deleteAsync() {
    return cell.delete().later();
  }
}
