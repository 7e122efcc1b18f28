package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BudgetTest {
  @Test
  void whatIsTakenIsLimitedAndComesBack() {
    Budget budget = new Budget(10);
    assertThat(budget.take(10)).isTrue();
    assertThat(budget.take(1)).isFalse();
    assertThat(budget.taken()).isEqualTo(10);
    budget.giveBack(4);
    assertThat(budget.take(4)).isTrue();
  }

  @Test
  void whoIsRefusedNeverStandsInTheWayOfOthers() throws InterruptedException {
    Budget budget = new Budget(1024);
    assertThat(budget.take(500)).isTrue();
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch asking = new CountDownLatch(1);
    Thread greedy =
        Thread.ofPlatform()
            .start(() -> {
              while (!done.get()) {
                assertThat(budget.take(600)).isFalse();
                asking.countDown();
              }
            });
    asking.await();
    int refused = 0;
    for (int i = 0; i < 2_000_000; i++) {
      if (budget.take(400)) {
        budget.giveBack(400);
      } else {
        refused++;
      }
    }
    done.set(true);
    greedy.join();
    assertThat(refused).isZero();
  }
}
