package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.RoleName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeadershipTest {
  private final Leadership leadership = new Leadership(1);
  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

  @TempDir Path root;

  @AfterEach
  void close() {
    leadership.close(1000);
  }

  private void listen() {
    leadership.onLeader(term -> calls.add("leader " + term));
    leadership.onFollower(term -> calls.add("follower " + term));
  }

  private void becomes(RoleName role, long term) {
    leadership.turned(0, List.of(), List.of(new Effect.RoleChanged(role, term)));
  }

  private void applies(long term) {
    leadership.applied(new Entry(1, term, EntryKind.NO_OP, Bytes.EMPTY), Bytes.EMPTY);
  }

  private String next() throws InterruptedException {
    return String.valueOf(calls.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void aLeaderIsToldOnlyOnceAnEntryOfItsTermIsApplied() throws Exception {
    listen();
    leadership.start();
    becomes(RoleName.LEADER, 3);
    applies(2);
    assertThat(leadership.term()).isZero();
    assertThat(leadership.await(Duration.ofMillis(1))).isEmpty();
    applies(3);
    assertThat(next()).isEqualTo("leader 3");
    assertThat(leadership.term()).isEqualTo(3);
    assertThat(leadership.await(Duration.ZERO)).hasValue(3);
  }

  @Test
  void eachTermIsEndedBeforeTheNextBegins() throws Exception {
    listen();
    leadership.start();
    becomes(RoleName.LEADER, 3);
    applies(3);
    assertThat(next()).isEqualTo("leader 3");
    becomes(RoleName.FOLLOWER, 4);
    becomes(RoleName.LEADER, 5);
    applies(5);
    assertThat(next()).isEqualTo("follower 3");
    assertThat(next()).isEqualTo("leader 5");
    leadership.failed(new IllegalStateException("the disk"));
    assertThat(next()).isEqualTo("follower 5");
  }

  @Test
  void aTermThatIsOverBeforeItsTurnIsLeftOut() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    leadership.onLeader(term -> {
      blocked.countDown();
      await(release);
    });
    listen();
    leadership.start();
    becomes(RoleName.LEADER, 1);
    applies(1);
    await(blocked);
    becomes(RoleName.FOLLOWER, 2);
    becomes(RoleName.LEADER, 3);
    applies(3);
    becomes(RoleName.FOLLOWER, 4);
    becomes(RoleName.LEADER, 5);
    applies(5);
    release.countDown();
    assertThat(next()).isEqualTo("leader 1");
    assertThat(next()).isEqualTo("follower 1");
    assertThat(next()).isEqualTo("leader 5");
    leadership.close(1000);
    assertThat(next()).isEqualTo("follower 5");
    assertThat(calls).isEmpty();
  }

  @Test
  void whoComesLateIsToldOnce() throws Exception {
    leadership.start();
    becomes(RoleName.LEADER, 1);
    applies(1);
    assertThat(leadership.await(Duration.ofSeconds(20))).hasValue(1);
    listen();
    assertThat(next()).isEqualTo("leader 1");
    leadership.close(1000);
    assertThat(next()).isEqualTo("follower 1");
    assertThat(calls).isEmpty();
  }

  @Test
  void aCallbackThatThrowsStopsNothing() throws Exception {
    leadership.onLeader(term -> {
      throw new IllegalStateException("a clumsy callback");
    });
    listen();
    leadership.start();
    becomes(RoleName.LEADER, 1);
    applies(1);
    assertThat(next()).isEqualTo("leader 1");
    becomes(RoleName.FOLLOWER, 2);
    assertThat(next()).isEqualTo("follower 1");
  }

  @Test
  void closingDoesNotWaitForACallbackForEver() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    leadership.onLeader(term -> {
      entered.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    });
    leadership.start();
    becomes(RoleName.LEADER, 1);
    applies(1);
    await(entered);
    leadership.close(10);
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void termsRiseFromLeaderToLeaderAndNoneSeesLessThanTheOneBefore() throws Exception {
    Map<Long, Integer> seenByTerm = new ConcurrentHashMap<>();
    BlockingQueue<Long> terms = new LinkedBlockingQueue<>();
    BlockingQueue<Long> ended = new LinkedBlockingQueue<>();
    try (ThreeMembers members = ThreeMembers.start(root)) {
      for (Balsa balsa : members.all()) {
        balsa.onLeader(term -> {
          Integer local = balsa.value("counter", Integer.class).local().value();
          seenByTerm.put(term, local == null ? 0 : local);
          terms.add(term);
        });
        balsa.onFollower(ended::add);
      }
      long first = take(terms);
      Replicated<Integer> counter = members.get(members.follower()).value("counter", Integer.class);
      counter.set(41);
      counter.set(42);
      int old = members.leader();
      members.stop(old);
      assertThat(take(ended)).isEqualTo(first);
      long second = take(terms);
      assertThat(second).isGreaterThan(first);
      assertThat(seenByTerm).containsEntry(second, 42);
    }
    // Closing tells the last leader too.
    assertThat(ended).containsAnyElementsOf(seenByTerm.keySet());
  }

  private static long take(BlockingQueue<Long> terms) throws InterruptedException {
    Long term = terms.poll(20, TimeUnit.SECONDS);
    assertThat(term).isNotNull();
    return term;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
