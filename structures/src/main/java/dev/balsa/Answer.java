package dev.balsa;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that is about to be made, and what its answer means: made now by {@link #await}, or by
 * {@link #later}.
 *
 * @param <A> what comes back
 * @param <T> what it means
 */
final class Answer<A, T extends @Nullable Object> {
  private final Supplier<CompletableFuture<A>> request;
  private final Function<A, T> meaning;
  private final Waiting waiting;
  private final Executor executor;

  Answer(
      Supplier<CompletableFuture<A>> request,
      Function<A, T> meaning,
      Waiting waiting,
      Executor executor) {
    this.request = request;
    this.meaning = meaning;
    this.waiting = waiting;
    this.executor = executor;
  }

  /** The same request with another meaning. */
  <U extends @Nullable Object> Answer<A, U> as(Function<T, U> next) {
    return new Answer<>(request, answer -> next.apply(meaning.apply(answer)), waiting, executor);
  }

  /** Makes the request and waits; the meaning is found out on the calling thread. */
  T await() {
    return meaning.apply(waiting.join(request.get()));
  }

  /**
   * Makes the request; neither the meaning nor what the caller adds runs on a thread of the node.
   */
  CompletableFuture<T> later() {
    try {
      return request.get().thenApplyAsync(meaning, executor);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
