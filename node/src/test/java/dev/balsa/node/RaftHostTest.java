package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Settings;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members of many groups: threads and files are real, the network is in memory. */
@Timeout(120)
class RaftHostTest {
  private static final int GROUPS = 20;
  private static final LogSettings LOG =
      LogSettings.STANDARD.withSizes(64 << 10, 16 << 10).withMemory(16 << 10, 64 << 10);
  private static final Configuration VOTERS = new Configuration(List.of(1L, 2L, 3L));

  @TempDir Path directory;
  private final Map<Long, RaftHost> hosts = new HashMap<>();
  private final Map<Integer, MemoryNetwork> networks = new HashMap<>();
  private final Map<Integer, Map<Long, RaftNode>> nodes = new HashMap<>();
  private final Map<Integer, Map<Long, ListMachine>> machines = new HashMap<>();
  private long seed;

  @BeforeEach
  void startHosts() {
    for (long member : VOTERS.voters()) {
      hosts.put(member, RaftHost.start(HostLimits.STANDARD, "test-" + member));
    }
  }

  @AfterEach
  void nothingIsLeftOfThem() {
    hosts.values().forEach(RaftHost::close);
    assertThat(hosts.values()).allSatisfy(host -> assertThat(host.groups()).isZero());
    Await.until("all threads have ended", () -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("balsa-test-"))
        .count();
  }

  private RaftHost host(long member) {
    return Objects.requireNonNull(hosts.get(member));
  }

  private SegmentedLog log(int group, long member) throws Exception {
    Path home = directory.resolve("member-" + member).resolve("group-" + group);
    return SegmentedLog.open(FileDisk.at(Files.createDirectories(home)), LOG);
  }

  private RaftNode start(int group, long member) throws Exception {
    NodeSettings settings =
        new NodeSettings(
            member, VOTERS, Settings.STANDARD.withTimes(1000, 100), NodeLimits.STANDARD, seed++);
    MemoryNetwork network = networks.computeIfAbsent(group, none -> new MemoryNetwork());
    ListMachine machine = new ListMachine();
    RaftNode node =
        host(member)
            .start(
                settings,
                log(group, member),
                network.transport(member),
                machine,
                NodeObserver.NONE);
    nodes.computeIfAbsent(group, none -> new HashMap<>()).put(member, node);
    machines.computeIfAbsent(group, none -> new HashMap<>()).put(member, machine);
    return node;
  }

  private void startGroups(int count) throws Exception {
    for (int group = 1; group <= count; group++) {
      for (long member : VOTERS.voters()) {
        start(group, member);
      }
    }
  }

  private RaftNode node(int group, long member) {
    return Objects.requireNonNull(Objects.requireNonNull(nodes.get(group)).get(member));
  }

  private List<String> applied(int group, long member) {
    return Objects.requireNonNull(Objects.requireNonNull(machines.get(group)).get(member))
        .applied();
  }

  private static CompletableFuture<Bytes> write(RaftNode node, String command) {
    return node.propose(Bytes.utf8(command));
  }

  @Test
  void manyGroupsShareFewThreadsAndEachHasItsOwnState() throws Exception {
    startGroups(GROUPS);
    List<CompletableFuture<Bytes>> answers = new ArrayList<>();
    for (int group = 1; group <= GROUPS; group++) {
      for (long member : VOTERS.voters()) {
        answers.add(write(node(group, member), "group " + group + " by " + member));
      }
    }
    for (CompletableFuture<Bytes> answer : answers) {
      Await.answer(answer);
    }
    for (int group = 1; group <= GROUPS; group++) {
      String own = "group " + group + " by ";
      for (long member : VOTERS.voters()) {
        int number = group;
        Await.answer(node(group, member).read(() -> true));
        assertThat(applied(number, member)).hasSize(3).allMatch(text -> text.startsWith(own));
      }
    }
    // One for consensus, appliers and snapshots each, four for logs.
    assertThat(threads()).isEqualTo(3 * 7);
    assertThat(host(1).groups()).isEqualTo(GROUPS);
  }

  @Test
  void aGroupThatFailsStopsAloneAndTheOthersGoOn() throws Exception {
    startGroups(3);
    Await.answer(write(node(2, 1), "before"));
    CompletableFuture<Bytes> poisoned = node(2, 1).propose(ListMachine.POISON);
    assertThat(Await.failure(poisoned)).isInstanceOf(RequestException.class);
    for (long member : VOTERS.voters()) {
      assertThat(Await.failure(node(2, member).terminated()))
          .hasMessageContaining("cannot apply entry");
    }
    for (int group : List.of(1, 3)) {
      for (long member : VOTERS.voters()) {
        Await.answer(write(node(group, member), "after"));
        assertThat(node(group, member).status().phase()).isEqualTo(NodeStatus.Phase.RUNNING);
      }
    }
    assertThat(host(1).groups()).isEqualTo(2);
  }

  @Test
  void groupsComeAndGoWhileOthersRun() throws Exception {
    startGroups(2);
    Await.answer(write(node(1, 2), "one"));
    node(1, 2).close();
    assertThat(host(2).groups()).isEqualTo(1);
    Await.answer(write(node(2, 2), "meanwhile"));
    start(1, 2);
    Await.answer(node(1, 2).read(() -> true));
    assertThat(applied(1, 2)).containsExactly("one");
  }

  @Test
  void survivesTheEndOfAMember() throws Exception {
    startGroups(GROUPS);
    for (int group = 1; group <= GROUPS; group++) {
      Await.answer(write(node(group, 1), "first"));
    }
    host(3).close();
    List<CompletableFuture<Bytes>> answers = new ArrayList<>();
    for (int group = 1; group <= GROUPS; group++) {
      answers.add(write(node(group, 1), "second"));
    }
    for (CompletableFuture<Bytes> answer : answers) {
      assertThat(Await.answer(answer).utf8()).isEqualTo("2");
    }
  }

  /** Those who wait are looked after although nothing else happens in the group. */
  @Test
  void aWriteThatCannotCommitHasItsAnswerInTime() throws Exception {
    startGroups(1);
    Await.answer(write(node(1, 1), "before"));
    long leader = node(1, 1).status().leader();
    Objects.requireNonNull(networks.get(1)).isolate(leader);
    assertThat(Await.failure(write(node(1, leader), "never"))).isInstanceOf(RequestException.class);
  }

  @Test
  void runsNoMoreThanGroupsMax() throws Exception {
    RaftHost old = host(1);
    old.close();
    hosts.put(1L, RaftHost.start(HostLimits.STANDARD.withGroupsMax(2), "test-1"));
    start(1, 1);
    start(2, 1);
    try (SegmentedLog log = log(3, 1)) {
      Transport transport = new MemoryNetwork().transport(1);
      NodeSettings settings = NodeSettings.of(1, VOTERS, 1);
      assertThatThrownBy(
              () -> host(1).start(settings, log, transport, new ListMachine(), NodeObserver.NONE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("runs 2 groups, and groupsMax is 2");
      assertThatThrownBy(
              () -> old.start(settings, log, transport, new ListMachine(), NodeObserver.NONE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
    node(1, 1).close();
    start(3, 1);
  }

  @Test
  void aGroupWhoseStateMachineHangsDoesNotKeepTheHostOpen() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    NodeLimits hasty = NodeLimits.STANDARD.withTimeouts(5_000, 50);
    NodeSettings alone = NodeSettings.of(1, new Configuration(List.of(1L)), 7).withLimits(hasty);
    RaftNode node =
        host(1)
            .start(
                alone,
                log(9, 1),
                new MemoryNetwork().transport(1),
                entry -> {
                  hangs.countDown();
                  awaitUninterruptibly(release);
                  return Bytes.EMPTY;
                },
                NodeObserver.NONE);
    CompletableFuture<Bytes> never = write(node, "never answered");
    hangs.await();
    host(1).close();
    assertThat(Await.failure(never)).isInstanceOf(RequestException.Unknown.class);
    assertThat(Await.failure(node.terminated()))
        .hasMessageContaining("did not stop within")
        .hasMessageContaining("balsa-test-1-applier is in");
    release.countDown();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void limitsAreChecked() {
    assertThatThrownBy(() -> HostLimits.STANDARD.withGroupsMax(0))
        .hasMessage("groupsMax is 0; it must be from 1 to 100000");
    assertThatThrownBy(() -> HostLimits.STANDARD.withThreads(0, 1))
        .hasMessage("logThreads is 0; it must be from 1 to 64");
    assertThatThrownBy(() -> HostLimits.STANDARD.withThreads(1, 65))
        .hasMessage("applierThreads is 65; it must be from 1 to 64");
    assertThatThrownBy(() -> HostLimits.STANDARD.withSleep(-1, 30_000))
        .hasMessage("quietMillis is -1; it must be from 0 to 3600000");
    assertThatThrownBy(() -> HostLimits.STANDARD.withSleep(5_000, 99))
        .hasMessage("sleepMillisMax is 99; it must be from 100 to 3600000");
    assertThatThrownBy(() -> HostLimits.STANDARD.withGridMillis(51))
        .hasMessage("gridMillis is 51; it must be from 1 to 50");
  }
}
