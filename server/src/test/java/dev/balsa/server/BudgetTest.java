package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.server.Budget.Answer;
import dev.balsa.server.Budget.Share;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BudgetTest {
  @Test
  void whatIsTakenIsLimitedAndComesBack() {
    Budget budget = new Budget(10, 10);
    Share one = new Share();
    assertThat(budget.take(one, 10)).isEqualTo(Answer.TAKEN);
    assertThat(budget.take(new Share(), 1)).isEqualTo(Answer.FULL);
    assertThat(budget.taken()).isEqualTo(10);
    budget.giveBack(one, 4);
    assertThat(one.held()).isEqualTo(6);
    assertThat(budget.take(one, 4)).isEqualTo(Answer.TAKEN);
  }

  @Test
  void whoHoldsTheMostIsTheFirstToBeOver() {
    Budget budget = new Budget(120, 5);
    Share greedy = new Share();
    assertThat(fill(budget, greedy)).as("alone").isEqualTo(60);
    Share second = new Share();
    assertThat(fill(budget, second)).as("as much as is free then").isEqualTo(30);
    Share modest = new Share();
    assertThat(budget.take(modest, 15)).as("a newcomer finds room").isEqualTo(Answer.TAKEN);
    assertThat(budget.take(greedy, 1)).isEqualTo(Answer.OVER_SHARE);
    assertThat(budget.take(second, 1)).isEqualTo(Answer.OVER_SHARE);
    budget.giveBack(greedy, 60);
    assertThat(budget.take(second, 1)).as("there is room again").isEqualTo(Answer.TAKEN);
  }

  @Test
  void aLittleIsForEachWhateverTheOthersHold() {
    Budget budget = new Budget(100, 40);
    assertThat(budget.take(new Share(), 80)).isEqualTo(Answer.TAKEN);
    Share late = new Share();
    assertThat(budget.take(late, 15)).isEqualTo(Answer.TAKEN);
    assertThat(budget.take(late, 5)).as("above what is free, below 40").isEqualTo(Answer.TAKEN);
    assertThat(budget.take(new Share(), 1)).isEqualTo(Answer.FULL);
  }

  private static long fill(Budget budget, Share share) {
    while (budget.take(share, 1) == Answer.TAKEN) {
      assertThat(budget.taken()).isLessThanOrEqualTo(120);
    }
    return share.held();
  }

  @Test
  void whoIsRefusedNeverStandsInTheWayOfOthers() throws InterruptedException {
    Budget budget = new Budget(1024, 1024);
    assertThat(budget.take(new Share(), 500)).isEqualTo(Answer.TAKEN);
    Share mine = new Share();
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch asking = new CountDownLatch(1);
    Thread greedy =
        Thread.ofPlatform()
            .start(() -> {
              while (!done.get()) {
                assertThat(budget.take(new Share(), 600)).isEqualTo(Answer.FULL);
                asking.countDown();
              }
            });
    asking.await();
    int refused = 0;
    for (int i = 0; i < 2_000_000; i++) {
      if (budget.take(mine, 400) == Answer.TAKEN) {
        budget.giveBack(mine, 400);
      } else {
        refused++;
      }
    }
    done.set(true);
    greedy.join();
    assertThat(refused).isZero();
  }
}
