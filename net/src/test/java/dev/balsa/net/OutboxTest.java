package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final int THREADS = 4;
  private static final int EACH = 50_000;

  @Test
  void onlyTheFirstOfABatchWakes() {
    Outbox outbox = new Outbox();
    assertThat(outbox.push(message(1, 0))).isTrue();
    assertThat(outbox.push(message(1, 1))).isFalse();
    Outgoing first = outbox.drain();
    assertThat(Members.round(first.message)).isZero();
    assertThat(Members.round(first.next.message)).isEqualTo(1);
    assertThat(first.next.next).isNull();
    assertThat(outbox.drain()).isNull();
    assertThat(outbox.push(message(1, 2))).isTrue();
  }

  @Test
  void manyThreadsLoseNothingAndEachKeepsItsOrder() throws InterruptedException {
    Outbox outbox = new Outbox();
    Semaphore wakeUps = new Semaphore(0);
    List<Thread> senders = new ArrayList<>();
    for (int thread = 1; thread <= THREADS; thread++) {
      long from = thread;
      senders.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < EACH; i++) {
                  if (outbox.push(message(from, i))) {
                    wakeUps.release();
                  }
                }
              }));
    }
    int[] expected = new int[THREADS + 1];
    for (int seen = 0; seen < THREADS * EACH; ) {
      wakeUps.acquire();
      for (Outgoing next = outbox.drain(); next != null; next = next.next) {
        int from = (int) ((dev.balsa.node.PeerMessage.Consensus) next.message).message().from();
        assertThat(Members.round(next.message)).isEqualTo(expected[from]++);
        seen++;
      }
    }
    for (Thread sender : senders) {
      sender.join();
    }
    assertThat(outbox.drain()).isNull();
    assertThat(wakeUps.availablePermits()).isZero();
  }

  private static Outgoing message(long from, int round) {
    return new Outgoing(null, 0, null, Members.heartbeat(from, 9, round), 1);
  }
}
