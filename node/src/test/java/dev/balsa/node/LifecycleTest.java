package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final List<Throwable> failures = new ArrayList<>();
  private final Lifecycle lifecycle =
      new Lifecycle(
          1,
          new NodeObserver() {
            @Override
            public void failed(Throwable cause) {
              failures.add(cause);
            }
          },
          List.of());

  @Test
  void theFirstFailureIsTheReasonAndReportedOnce() {
    Throwable first = new UncheckedIOException("first", new IOException("disk"));
    lifecycle.fail(first);
    lifecycle.fail(new IllegalStateException("second"));
    lifecycle.stop();
    assertThat(lifecycle.isRunning()).isFalse();
    assertThat(lifecycle.phase()).isEqualTo(NodeStatus.Phase.FAILED);
    assertThat(lifecycle.failure()).isSameAs(first);
    assertThat(failures).containsExactly(first);
    assertThat(lifecycle.reason()).isEqualTo("member 1 failed: " + first);
  }

  @Test
  void stoppingOnPurposeIsNoFailureEvenIfOneFollows() {
    lifecycle.stop();
    lifecycle.fail(new IllegalStateException("while stopping"));
    assertThat(lifecycle.phase()).isEqualTo(NodeStatus.Phase.STOPPED);
    assertThat(lifecycle.failure()).isNull();
    assertThat(failures).isEmpty();
    assertThat(lifecycle.reason()).isEqualTo("member 1 was stopped");
  }

  @Test
  void aThrowingObserverHurtsNobodyAndIsAskedAgain() {
    List<String> calls = new ArrayList<>();
    NodeObserver throwing =
        new NodeObserver() {
          @Override
          public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
            calls.add("turned");
            throw new IllegalStateException("observer");
          }

          @Override
          public void persisted(Effect.Persist write) {
            calls.add("persisted");
            throw new AssertionError("observer");
          }

          @Override
          public void applied(Entry entry, Bytes result) {
            calls.add("applied");
            throw new IllegalStateException("observer");
          }

          @Override
          public void failed(Throwable cause) {
            calls.add("failed");
            throw new IllegalStateException("observer");
          }
        };
    NodeObserver guarded = new GuardedObserver(throwing);
    guarded.turned(1, List.of(), List.of());
    guarded.persisted(new Effect.Persist(1, null, List.of(), List.of()));
    guarded.applied(new Entry(1, 1, EntryKind.NO_OP, Bytes.EMPTY), Bytes.EMPTY);
    guarded.failed(new IllegalStateException());
    assertThat(calls).containsExactly("turned", "persisted", "applied", "failed");
  }
}
