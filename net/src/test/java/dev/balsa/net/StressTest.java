package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StressTest {
  private static final int EACH = 100_000;
  private static final int AHEAD = 2_000;

  /** One end: counts what arrives, in order, and lets the other end go on. */
  private static final class End {
    private final AtomicLong expected = new AtomicLong();
    private final AtomicReference<String> wrong = new AtomicReference<>();
    private final Semaphore ahead = new Semaphore(AHEAD);
    private final Semaphore finished = new Semaphore(0);

    void received(PeerMessage message, End sender) {
      long round = Members.round(message);
      if (round != expected.getAndIncrement()) {
        wrong.compareAndSet(null, "round " + round + " came instead of " + (expected.get() - 1));
      }
      sender.ahead.release();
      if (round == EACH - 1) {
        finished.release();
      }
    }
  }

  @Test
  void aHundredThousandMessagesEachWayArriveInOrder() throws InterruptedException {
    Members members = new Members(2);
    NetLimits patient = Members.QUICK.withTimes(60_000, 1000, 5000, 500, 20_000);
    TcpTransport one = TcpTransport.of(members.settings(1).withLimits(patient));
    TcpTransport two = TcpTransport.of(members.settings(2).withLimits(patient));
    End first = new End();
    End second = new End();
    try (one;
        two) {
      one.start((from, message) -> first.received(message, second));
      two.start((from, message) -> second.received(message, first));
      while (!one.isConnected(2) || !two.isConnected(1)) {
        Thread.onSpinWait();
      }
      List<Thread> threads =
          List.of(
              Thread.ofPlatform().start(() -> sendAll(one, 1, 2, first)),
              Thread.ofPlatform().start(() -> sendAll(two, 2, 1, second)));
      assertThat(first.finished.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
      assertThat(second.finished.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(first.wrong.get()).isNull();
      assertThat(second.wrong.get()).isNull();
      assertThat(one.status().get(2L).dropped()).isZero();
      assertThat(two.status().get(1L).dropped()).isZero();
    }
  }

  private static void sendAll(TcpTransport from, long own, long to, End end) {
    SplittableRandom random = new SplittableRandom(own);
    for (int i = 0; i < EACH; i++) {
      end.ahead.acquireUninterruptibly();
      boolean heartbeat = random.nextInt(3) == 0;
      int bytes = random.nextInt(500) == 0 ? random.nextInt(150_000) : random.nextInt(400);
      from.send(to, heartbeat ? Members.heartbeat(own, to, i) : Members.bulk(own, to, i, bytes));
    }
  }

  @Test
  void closingUnderTrafficIsQuickAndQuiet() throws InterruptedException {
    Members members = new Members(2);
    for (int round = 0; round < 5; round++) {
      Node one = members.node(1).start();
      Node two = members.node(2).start();
      one.awaitConnected(2);
      List<Thread> senders = new ArrayList<>();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      for (int i = 0; i < 3; i++) {
        senders.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    for (int message = 0; message < 20_000; message++) {
                      one.send(2, Members.bulk(1, 2, message, 200));
                    }
                  } catch (RuntimeException e) {
                    thrown.set(e);
                  }
                }));
      }
      two.awaitMessages(1000);
      long start = System.nanoTime();
      two.close();
      one.close();
      assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
      for (Thread sender : senders) {
        sender.join();
      }
      assertThat(thrown.get()).isNull();
      assertThat(one.link(2).state()).isEqualTo(PeerLink.State.CLOSED);
      assertThat(one.link(2).waitingBytes()).isZero();
      assertThat(one.count("failed")).isZero();
      assertThat(two.count("failed")).isZero();
    }
  }

  /** The thread that sends is overtaken by the close between finding room and handing over. */
  @Test
  void whatIsSentWhileTheLastThreadEndsGivesItsRoomBack() {
    Members members = new Members(2);
    try (Node one = members.node(1).start();
        Node two = members.node(2).start()) {
      one.awaitConnected(two.member());
      Share closing =
          new Share(Members.QUICK, 100) {
            @Override
            boolean take(Outgoing message) {
              one.transport().close();
              return super.take(message);
            }
          };
      one.transport().send(1, closing, 2, Members.bulk(1, 2, 1, 200));
      assertThat(one.link(2).state()).isEqualTo(PeerLink.State.CLOSED);
      assertThat(one.link(2).waitingBytes()).isZero();
      assertThat(one.link(2).dropped()).isEqualTo(1);
    }
  }
}
