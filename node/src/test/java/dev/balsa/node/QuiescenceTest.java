package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Raft;
import dev.balsa.core.Recovered;
import dev.balsa.core.RoleName;
import dev.balsa.core.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class QuiescenceTest {
  private static final int QUIET_MILLIS = 4_000;
  private static final int SLEEP_MILLIS_MAX = 8_000;
  private static final HostLimits LIMITS =
      HostLimits.STANDARD.withSleep(QUIET_MILLIS, SLEEP_MILLIS_MAX);
  private static final HostLimits DEEP = LIMITS.withSleep(QUIET_MILLIS, 3_600_000);

  @TempDir Path directory;
  private final AtomicInteger messages = new AtomicInteger();

  private TurnedCluster cluster(long seed, HostLimits limits) {
    TurnedCluster cluster = new TurnedCluster(directory.resolve("seed-" + seed), 3, seed, limits);
    cluster.network.lose(message -> {
      messages.incrementAndGet();
      return false;
    });
    return cluster;
  }

  /** How many messages are sent while so much time passes. */
  private int sent(TurnedCluster cluster, int millis) {
    int before = messages.get();
    cluster.pass(millis);
    return messages.get() - before;
  }

  private void awaitSleep(TurnedCluster cluster) {
    cluster.until("the group sleeps", () -> sent(cluster, 500) == 0);
  }

  private static void write(TurnedCluster cluster, long member, String command) {
    CompletableFuture<Bytes> answer = cluster.member(member).propose(command);
    cluster.until(command + " is answered", answer::isDone);
    assertThat(answer).isCompleted();
  }

  @Test
  void anIdleGroupSendsNothingAndKeepsItsLeader() {
    try (TurnedCluster cluster = cluster(1, DEEP)) {
      long leader = cluster.leader().id();
      long term = cluster.leader().core().status().term();
      write(cluster, leader, "one");
      assertThat(sent(cluster, QUIET_MILLIS / 2)).isPositive();
      awaitSleep(cluster);
      for (int i = 0; i < 20; i++) {
        assertThat(sent(cluster, 30_000)).isZero();
      }
      assertThat(cluster.leader().id()).isEqualTo(leader);
      assertThat(cluster.leader().core().status().term()).isEqualTo(term);
    }
  }

  @Test
  void whoeverAsksWakesItAndItSleepsAgain() {
    try (TurnedCluster cluster = cluster(2, DEEP)) {
      for (long member : cluster.configuration.voters()) {
        cluster.leader();
        awaitSleep(cluster);
        write(cluster, member, "by " + member);
        awaitSleep(cluster);
        CompletableFuture<List<String>> read = cluster.member(member).read();
        cluster.until("read", read::isDone);
        assertThat(read.join()).contains("by " + member);
      }
      awaitSleep(cluster);
      assertThat(cluster.members.values())
          .allSatisfy(each -> assertThat(each.machine().applied()).hasSize(3));
    }
  }

  @Test
  void theDeathOfTheLeaderIsNoticedAtOnce() {
    try (TurnedCluster cluster = cluster(3, DEEP)) {
      long leader = cluster.leader().id();
      awaitSleep(cluster);
      cluster.kill(leader);
      long before = cluster.clock.nanos();
      assertThat(cluster.leader().id()).isNotEqualTo(leader);
      assertThat(cluster.clock.nanos() - before).isLessThan(5_000_000_000L);
    }
  }

  @Test
  void aLeaderThatNobodyCanHearAnyMoreIsNoticedWhenAClientAsks() {
    try (TurnedCluster cluster = cluster(4, DEEP)) {
      long leader = cluster.leader().id();
      awaitSleep(cluster);
      cluster.network.isolate(leader);
      long other = leader == 1 ? 2 : 1;
      CompletableFuture<Bytes> lost = cluster.member(other).propose("perhaps lost");
      cluster.until("the client has its answer", lost::isDone);
      write(cluster, other, "answered by another");
      assertThat(cluster.member(other).core().status().leader()).isNotEqualTo(leader);
    }
  }

  @Test
  void aLeaderThatNobodyCanHearAnyMoreIsNoticedAfterAWhile() {
    try (TurnedCluster cluster = cluster(5, LIMITS)) {
      long leader = cluster.leader().id();
      awaitSleep(cluster);
      cluster.network.isolate(leader);
      cluster.until(
          "another leads",
          () ->
              cluster.members.values().stream()
                  .anyMatch(each ->
                      each.id() != leader && each.core().status().role() == RoleName.LEADER));
    }
  }

  @Test
  void aGroupSleepsWithoutADeadMemberAndTakesItInAgain() {
    try (TurnedCluster cluster = cluster(6, DEEP)) {
      long dead = cluster.follower().id();
      awaitSleep(cluster);
      cluster.kill(dead);
      write(cluster, cluster.leader().id(), "without it");
      awaitSleep(cluster);
      cluster.start(dead);
      cluster.until(
          "it has caught up",
          () -> cluster.member(dead).machine().applied().contains("without it"));
      awaitSleep(cluster);
    }
  }

  @Test
  void itDoesNotSleepWithoutAMajority() {
    try (TurnedCluster cluster = cluster(7, DEEP)) {
      long leader = cluster.leader().id();
      awaitSleep(cluster);
      for (long member : cluster.configuration.voters()) {
        if (member != leader) {
          cluster.kill(member);
        }
      }
      cluster.until(
          "the leader steps down",
          () -> cluster.member(leader).core().status().role() != RoleName.LEADER);
    }
  }

  @Test
  void aLostWordIsNoHarm() {
    try (TurnedCluster cluster = cluster(8, LIMITS)) {
      cluster.leader();
      cluster.network.lose(message -> message instanceof PeerMessage.Quiesce);
      for (int i = 0; i < 4; i++) {
        cluster.pass(15_000);
      }
      cluster.network.heal();
      write(cluster, cluster.leader().id(), "after all");
    }
  }

  @Test
  void nothingIsLostWhateverHappensBetweenSleeps() {
    for (long seed = 100; seed < 140; seed++) {
      Random random = new Random(seed);
      List<String> acknowledged = new ArrayList<>();
      try (TurnedCluster cluster = cluster(seed, LIMITS)) {
        long dead = 0;
        for (int move = 0; move < 25; move++) {
          long member = 1L + random.nextInt(3);
          switch (random.nextInt(6)) {
            case 0 -> cluster.pass(random.nextInt(20_000));
            case 1 -> cluster.network.cut(member, 1L + random.nextInt(3));
            case 2 -> cluster.network.heal();
            case 3 -> {
              if (dead != 0) {
                cluster.start(dead);
                dead = 0;
              } else {
                cluster.kill(member);
                dead = member;
              }
            }
            default -> {
              if (member != dead) {
                String command = "move " + move;
                CompletableFuture<Bytes> answer = cluster.member(member).propose(command);
                cluster.until("an answer", answer::isDone);
                if (!answer.isCompletedExceptionally()) {
                  acknowledged.add(command);
                }
              }
            }
          }
        }
        cluster.network.heal();
        if (dead != 0) {
          cluster.start(dead);
        }
        write(cluster, cluster.leader().id(), "last");
        List<String> leaders = cluster.leader().machine().applied();
        assertThat(leaders).containsSubsequence(acknowledged);
        cluster.until(
            "all agree",
            () ->
                cluster.members.values().stream()
                    .allMatch(each -> each.machine().applied().equals(leaders)));
      }
    }
  }

  @Test
  void aGroupWithLeasesNeverSleepsNorDoesOneThatIsAlone() {
    Configuration voters = new Configuration(List.of(1L, 2L, 3L));
    NodeSettings usual = NodeSettings.of(1, voters, 1);
    NodeSettings leases = usual.withConsensus(Settings.STANDARD.withLeases(10));
    Transport transport = new MemoryNetwork().transport(1);
    assertThat(surroundings(LIMITS).core(usual, Recovered.NOTHING, transport))
        .isInstanceOf(Quiescence.class);
    assertThat(surroundings(LIMITS).core(leases, Recovered.NOTHING, transport))
        .isInstanceOf(Raft.class);
    assertThat(surroundings(LIMITS.withSleep(0, 100)).core(usual, Recovered.NOTHING, transport))
        .isInstanceOf(Raft.class);
    assertThat(Surroundings.alone(1).core(usual, Recovered.NOTHING, transport))
        .isInstanceOf(Raft.class);
  }

  private static Surroundings surroundings(HostLimits limits) {
    Surroundings alone = Surroundings.alone(1);
    return new Surroundings(alone.clock(), alone.source(), alone.scribe(), limits);
  }

  @Test
  void whoDoesNotSleepTakesNoNoticeOfTheWord() {
    try (TurnedCluster cluster = new TurnedCluster(directory, 3, 9)) {
      long leader = cluster.leader().id();
      NodeStatus status = cluster.leader().core().status();
      for (TurnedCluster.Member each : cluster.members.values()) {
        if (each.id() != leader) {
          each.core().received(leader, new PeerMessage.Quiesce(status.term(), status.lastIndex()));
        }
      }
      cluster.kill(leader);
      assertThat(cluster.leader().id()).isNotEqualTo(leader);
    }
  }
}
