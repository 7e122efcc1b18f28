package dev.balsa;

import dev.balsa.node.RequestException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How calling threads wait for answers.
 *
 * @param longestMillis the most that one answer may take
 */
record Waiting(long longestMillis) {
  /** The answer, or the exception the request ended with. */
  <A> A join(CompletableFuture<A> answer) {
    try {
      return answer.get(longestMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw cause instanceof RuntimeException exception ? exception : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new RequestException.Unknown(
          "no answer within " + longestMillis + " ms; read the state to learn whether it happened");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RequestException.Unknown(
          "interrupted while waiting for the answer; read the state to learn whether it happened");
    }
  }
}
