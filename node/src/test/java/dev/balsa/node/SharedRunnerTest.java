package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedRunnerTest {
  private static final long GRID_NANOS = 1_000_000;
  private static final long NEVER = Long.MAX_VALUE;

  private final NanoClock clock = NanoClock.system();
  private final SharedRunner runner = new SharedRunner("test-shared", clock, GRID_NANOS);
  private final List<Seated> all = new ArrayList<>();

  /** An agent with a node of its own around it, and what became of it. */
  private class Seated implements Agent {
    final Bell bell = new Bell();
    final Lifecycle lifecycle = new Lifecycle(1, NodeObserver.NONE, List.of(bell));
    final Mailbox<Runnable> mailbox = new Mailbox<>(bell);
    final AtomicInteger turns = new AtomicInteger();
    final CountDownLatch ended = new CountDownLatch(1);
    final SharedRunner.Seat seat;
    volatile long deadlineNanos = NEVER;

    Seated() {
      seat = runner.seat(this, bell, lifecycle, ended::countDown);
      all.add(this);
      seat.start();
    }

    @Override
    public int doWork() {
      turns.incrementAndGet();
      List<Runnable> mail = new ArrayList<>();
      mailbox.drain(mail);
      mail.forEach(Runnable::run);
      return mail.size();
    }

    /** Returns when the agent has been turned for a new piece of mail. */
    void call() throws InterruptedException {
      CountDownLatch turned = new CountDownLatch(1);
      mailbox.add(turned::countDown);
      assertThat(turned.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public boolean hasMail() {
      return mailbox.hasMail();
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void theThreadEndsWithItsLastAgent() {
    all.forEach(each -> each.lifecycle.stop());
    runner.close();
    assertThat(runner.join(TimeUnit.SECONDS.toNanos(30))).isTrue();
    assertThat(runner.seats()).isZero();
    assertThat(all).allSatisfy(each -> assertThat(each.ended.getCount()).isZero());
  }

  private Seated started() throws InterruptedException {
    Seated one = new Seated();
    one.call();
    return one;
  }

  @Test
  void whoHasNothingToDoIsNotTurned() throws Exception {
    runner.start();
    List<Seated> idle = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      idle.add(started());
    }
    Seated busy = started();
    int before = idle.stream().mapToInt(each -> each.turns.get()).sum();
    for (int i = 0; i < 1_000; i++) {
      busy.call();
    }
    int after = idle.stream().mapToInt(each -> each.turns.get()).sum();
    // The second turn after the last call, which finds nothing, may come late.
    assertThat(after - before).isLessThanOrEqualTo(1);
    assertThat(busy.turns).hasValueGreaterThanOrEqualTo(1_000);
  }

  @Test
  void aDeadlineTurnsItsAgentAndNoOther() throws Exception {
    runner.start();
    Seated other = started();
    other.call();
    int before = other.turns.get();
    CountDownLatch reached = new CountDownLatch(5);
    Seated due =
        new Seated() {
          @Override
          public int doWork() {
            deadlineNanos = clock.nanos() + 3 * GRID_NANOS;
            reached.countDown();
            return super.doWork();
          }
        };
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
    // The turn after the call, which finds nothing, may come late.
    assertThat(other.turns.get() - before).isLessThanOrEqualTo(1);
    due.lifecycle.stop();
    assertThat(due.ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aDeadlineThatMovesAwayIsNotReached() throws Exception {
    runner.start();
    Seated moving = new Seated();
    for (int i = 0; i < 20; i++) {
      moving.deadlineNanos = clock.nanos() + TimeUnit.SECONDS.toNanos(1_000);
      moving.call();
    }
    assertThat(moving.turns.get()).isLessThanOrEqualTo(42);
  }

  @Test
  void aDeadlineThatComesNearerIsKept() throws Exception {
    runner.start();
    CountDownLatch reached = new CountDownLatch(1);
    Seated nearer =
        new Seated() {
          @Override
          public int doWork() {
            if (clock.nanos() >= deadlineNanos) {
              deadlineNanos = NEVER;
              reached.countDown();
            }
            return super.doWork();
          }
        };
    nearer.deadlineNanos = clock.nanos() + TimeUnit.SECONDS.toNanos(1_000);
    nearer.call();
    nearer.deadlineNanos = clock.nanos() + 2 * GRID_NANOS;
    nearer.call();
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoAlwaysHasMoreToDoHoldsNobodyUp() throws Exception {
    runner.start();
    Seated greedy =
        new Seated() {
          @Override
          public int doWork() {
            turns.incrementAndGet();
            return 1;
          }
        };
    Seated modest = started();
    for (int i = 0; i < 10; i++) {
      modest.call();
    }
    Await.until("both are turned", () -> greedy.turns.get() > 1_000);
    modest.call();
  }

  @Test
  void whatOneAgentThrowsEndsItsNodeAndNoOther() throws Exception {
    runner.start();
    Seated good = started();
    Seated bad = started();
    IllegalStateException broken = new IllegalStateException("broken");
    bad.mailbox.add(() -> {
      throw broken;
    });
    assertThat(bad.ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(bad.lifecycle.failure()).isSameAs(broken);
    assertThat(bad.seat.isAlive()).isFalse();
    good.call();
    assertThat(good.lifecycle.isRunning()).isTrue();
    assertThat(good.seat.isAlive()).isTrue();
  }

  @Test
  void itsAgentsRunOnItsThread() throws Exception {
    runner.start();
    Seated one = started();
    assertThat(one.seat.isCurrent()).isFalse();
    CountDownLatch inside = new CountDownLatch(1);
    one.mailbox.add(() -> {
      if (one.seat.isCurrent() && one.seat.whereabouts().startsWith("test-shared is in ")) {
        inside.countDown();
      }
    });
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anInterruptFlagIsNotHandedOn() throws Exception {
    runner.start();
    Seated one = started();
    Seated other = started();
    CountDownLatch clean = new CountDownLatch(1);
    one.mailbox.add(() -> {
      Thread.currentThread().interrupt();
      other.mailbox.add(() -> {
        if (!Thread.currentThread().isInterrupted()) {
          clean.countDown();
        }
      });
    });
    assertThat(clean.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
