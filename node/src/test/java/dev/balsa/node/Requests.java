package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.node.Request.Proposal;
import dev.balsa.node.Request.Query;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.Unknown;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Requests for tests, and what became of them. */
final class Requests {
  private static final Allowance PLENTY = new Allowance(Long.MAX_VALUE);

  private Requests() {}

  /** A proposal that ends at a moment at the latest. */
  static Proposal proposal(String command, long deadlineNanos) {
    return new Proposal(Bytes.utf8(command), deadlineNanos, PLENTY);
  }

  /** A proposal that may wait for ever. */
  static Proposal proposal(String command) {
    return proposal(command, Long.MAX_VALUE);
  }

  /** A read whose answer is a text. */
  static Query<String> query(String answer, long deadlineNanos) {
    return query(Consistency.LINEARIZABLE, () -> answer, deadlineNanos);
  }

  /** A read that asks something. */
  static <T> Query<T> query(Consistency consistency, Supplier<T> question) {
    return query(consistency, question, Long.MAX_VALUE);
  }

  private static <T> Query<T> query(
      Consistency consistency, Supplier<T> question, long deadlineNanos) {
    return new Query<>(consistency, stale -> question.get(), 0, deadlineNanos, PLENTY);
  }

  /** A read that may wait for ever. */
  static Query<String> query(String answer) {
    return query(answer, Long.MAX_VALUE);
  }

  static void assertNotDone(CompletableFuture<?> request, NotDone.Reason reason) {
    assertThat(request).isDone();
    assertThat(Await.failure(request))
        .isInstanceOfSatisfying(
            NotDone.class, cause -> assertThat(cause.reason()).isEqualTo(reason));
  }

  static void assertUnknown(CompletableFuture<?> request) {
    assertThat(request).isDone();
    assertThat(Await.failure(request)).isInstanceOf(Unknown.class);
  }

  static void assertAnswer(CompletableFuture<Bytes> request, String answer) {
    assertThat(request).isCompletedWithValue(Bytes.utf8(answer));
  }
}
