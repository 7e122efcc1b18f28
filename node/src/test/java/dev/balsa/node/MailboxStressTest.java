package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.Mailbox.Bounds;
import dev.balsa.node.Mailbox.Lane;
import dev.balsa.node.Mailbox.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many producers, one consumer that sleeps whenever there is nothing: nothing is lost, doubled or
 * overtaken.
 */
@Timeout(120)
class MailboxStressTest {
  private static final int PRODUCERS = 4;
  private static final int PIECES = 50_000;

  private record Piece(int producer, int number) {}

  @Test
  void everyPieceArrivesOnceAndInOrder() throws Exception {
    Bell bell = new Bell();
    Mailbox<Piece> mailbox = new Mailbox<>(bell, new Bounds(500, 1 << 20), new Bounds(100, 1000));
    List<CompletableFuture<Void>> producers = new ArrayList<>();
    for (int producer = 0; producer < PRODUCERS; producer++) {
      int who = producer;
      producers.add(
          CompletableFuture.runAsync(
              () -> produce(mailbox, who), task -> Thread.ofPlatform().start(task)));
    }
    int[] next = new int[PRODUCERS];
    List<Piece> mail = new ArrayList<>();
    for (int received = 0; received < PRODUCERS * PIECES; ) {
      if (mailbox.drain(mail) == 0) {
        bell.announce();
        if (mailbox.drain(mail) == 0) {
          bell.sleep(TimeUnit.SECONDS.toNanos(100));
        }
        bell.revoke();
      }
      for (Piece piece : mail) {
        assertThat(piece.number()).isEqualTo(next[piece.producer()]++);
      }
      received += mail.size();
      mail.clear();
    }
    for (CompletableFuture<Void> producer : producers) {
      Await.answer(producer);
    }
    assertThat(mailbox.close()).isEmpty();
  }

  private static void produce(Mailbox<Piece> mailbox, int producer) {
    for (int i = 0; i < PIECES; i++) {
      Piece piece = new Piece(producer, i);
      switch (producer % 3) {
        case 0 -> assertThat(mailbox.add(piece)).isTrue();
        case 1 -> offerUntilTaken(mailbox, Lane.PEER, piece);
        default -> offerUntilTaken(mailbox, Lane.CLIENT, piece);
      }
    }
  }

  private static void offerUntilTaken(Mailbox<Piece> mailbox, Lane lane, Piece piece) {
    while (mailbox.offer(lane, piece, 16) == Outcome.FULL) {
      LockSupport.parkNanos(10_000);
    }
  }
}
