package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunnerTest {
  private static final long FOR_EVER_NANOS = Long.MAX_VALUE / 2;

  private final Bell bell = new Bell();
  private final Lifecycle lifecycle = new Lifecycle(1, NodeObserver.NONE, List.of(bell));
  private final NanoClock clock = NanoClock.system();
  private final CountDownLatch ended = new CountDownLatch(1);

  private abstract static class IdleAgent implements Agent {
    final AtomicInteger turns = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();

    @Override
    public int doWork() {
      turns.incrementAndGet();
      return 0;
    }

    @Override
    public boolean hasMail() {
      return false;
    }

    @Override
    public long deadlineNanos() {
      return FOR_EVER_NANOS;
    }

    @Override
    public void close() {
      closes.incrementAndGet();
    }
  }

  private Runner start(Agent agent) {
    Runner runner = new Runner("test-agent", agent, bell, lifecycle, clock, ended::countDown);
    runner.start();
    return runner;
  }

  @Test
  void sleepsWhenThereIsNothingToDoAndEndsWhenTheNodeDoes() throws Exception {
    IdleAgent agent = new IdleAgent() {};
    Runner runner = start(agent);
    Await.until("asleep", runner::isAsleep);
    assertThat(agent.turns).hasValueLessThan(10);
    assertThat(runner.isCurrent()).isFalse();
    lifecycle.stop();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.closes).hasValue(1);
  }

  @Test
  void mailWakesIt() throws Exception {
    Mailbox<String> mailbox = new Mailbox<>(bell);
    LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    IdleAgent agent =
        new IdleAgent() {
          @Override
          public int doWork() {
            List<String> mail = new ArrayList<>();
            mailbox.drain(mail);
            received.addAll(mail);
            return mail.size();
          }
        };
    Runner runner = start(agent);
    for (int i = 0; i < 100; i++) {
      if (i % 10 == 0) {
        Await.until("asleep", runner::isAsleep);
      }
      mailbox.add("piece " + i);
      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("piece " + i);
    }
    lifecycle.stop();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void itsDeadlineWakesIt() throws Exception {
    CountDownLatch turned = new CountDownLatch(5);
    start(
        new IdleAgent() {
          @Override
          public int doWork() {
            turned.countDown();
            return 0;
          }

          @Override
          public long deadlineNanos() {
            return clock.nanos() + 1_000_000;
          }
        });
    assertThat(turned.await(30, TimeUnit.SECONDS)).isTrue();
    lifecycle.stop();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anInterruptFlagLeftBehindDoesNotKeepItAwake() throws Exception {
    IdleAgent agent =
        new IdleAgent() {
          @Override
          public int doWork() {
            if (turns.incrementAndGet() == 1) {
              Thread.currentThread().interrupt();
              return 1;
            }
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return 0;
          }
        };
    Runner runner = start(agent);
    Await.until("asleep", runner::isAsleep);
    assertThat(agent.turns).hasValueLessThan(10);
    lifecycle.stop();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatAnAgentThrowsEndsTheNode() throws Exception {
    IllegalStateException broken = new IllegalStateException("broken");
    Agent agent =
        new IdleAgent() {
          @Override
          public int doWork() {
            throw broken;
          }
        };
    start(new GuardedAgent(agent, lifecycle));
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(lifecycle.failure()).isSameAs(broken);
  }
}
