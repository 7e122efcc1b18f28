package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.log.DataDirectory;
import dev.balsa.log.LogSettings;
import dev.balsa.node.HostLimits;
import dev.balsa.node.NodeObserver;
import dev.balsa.node.NodeSettings;
import dev.balsa.node.NodeStatus;
import dev.balsa.node.RaftHost;
import dev.balsa.node.RaftNode;
import dev.balsa.node.StateMachine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three processes' worth of many groups: real threads, files and sockets. */
@Timeout(180)
class GroupsOverTcpTest {
  private static final int GROUPS = 30;
  private static final LogSettings LOG =
      LogSettings.STANDARD.withSizes(64 << 10, 16 << 10).withMemory(16 << 10, 64 << 10);
  private static final HostLimits LIMITS = HostLimits.STANDARD.withSleep(1_000, 600_000);
  private static final Configuration VOTERS = new Configuration(List.of(1L, 2L, 3L));
  private static final Bytes POISON = Bytes.utf8("poison");

  @TempDir Path directory;
  private final Members members = new Members(3);
  private final Map<Long, Site> sites = new TreeMap<>();

  /** What runs in one process. */
  private record Site(
      DataDirectory directory, SharedTransport connections, RaftHost host, List<RaftNode> nodes) {}

  private static final class Words implements StateMachine {
    final List<String> applied = new CopyOnWriteArrayList<>();

    @Override
    public Bytes apply(Entry entry) {
      if (entry.payload().equals(POISON)) {
        throw new IllegalArgumentException("poisoned");
      }
      applied.add(entry.payload().utf8());
      return entry.payload();
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (long member : List.copyOf(sites.keySet())) {
      close(member);
    }
    until("no thread is left", () -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("balsa-tcp-"))
        .count();
  }

  private void open(long member) throws Exception {
    DataDirectory data =
        DataDirectory.open(directory.resolve("member-" + member), Members.CLUSTER, member);
    Site site =
        new Site(
            data,
            SharedTransport.start(
                members.settings(data.identity()), GroupLimits.STANDARD, NetListener.NONE),
            RaftHost.start(LIMITS, "tcp-" + member),
            new ArrayList<>());
    sites.put(member, site);
    for (int group = 0; group < GROUPS; group++) {
      site.nodes().add(node(site, member, group));
    }
  }

  private static RaftNode node(Site site, long member, int group) throws Exception {
    return site.host()
        .start(
            NodeSettings.of(member, VOTERS, 1_000 * member + group),
            site.directory().openLog(group, LOG),
            site.connections().group(group),
            new Words(),
            NodeObserver.NONE);
  }

  private void openAll() throws Exception {
    for (long member : VOTERS.voters()) {
      open(member);
    }
  }

  private Site site(long member) {
    return Objects.requireNonNull(sites.get(member));
  }

  private RaftNode node(long member, int group) {
    return site(member).nodes().get(group);
  }

  private void close(long member) throws Exception {
    Site site = Objects.requireNonNull(sites.remove(member));
    // As when a process is killed: the others hear nothing but the end of the connections.
    site.connections().close();
    site.host().close();
    site.directory().close();
  }

  private void writeToAll(long member, String word) throws Exception {
    List<CompletableFuture<Bytes>> answers = new ArrayList<>();
    for (int group = 0; group < GROUPS; group++) {
      answers.add(node(member, group).propose(Bytes.utf8(word + " in " + group)));
    }
    for (int group = 0; group < GROUPS; group++) {
      assertThat(answers.get(group).get(60, TimeUnit.SECONDS).utf8())
          .isEqualTo(word + " in " + group);
    }
  }

  private static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(what).isNegative();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void awaitSleep() {
    until(
        "all groups sleep",
        () -> sites.values().stream().allMatch(site -> site.host().asleep() == GROUPS));
  }

  @Test
  void writesAndSurvivesTheEndOfAProcessAwakeAndAsleep() throws Exception {
    openAll();
    writeToAll(1, "first");
    writeToAll(2, "second");
    awaitSleep();
    long frames = site(1).connections().status().get(2L).framesOut();
    writeToAll(3, "third");
    assertThat(site(1).connections().status().get(2L).framesOut()).isGreaterThan(frames);
    awaitSleep();
    close(3);
    writeToAll(1, "fourth");
    awaitSleep();
    open(3);
    until(
        "the third has caught up",
        () -> {
          for (int group = 0; group < GROUPS; group++) {
            if (node(3, group).status().appliedIndex() < node(1, group).status().appliedIndex()) {
              return false;
            }
          }
          return true;
        });
    writeToAll(3, "fifth");
    assertThat(site(2).connections().groups()).isEqualTo(GROUPS);
  }

  @Test
  void aGroupThatFailsEverywhereLeavesTheOthers() throws Exception {
    openAll();
    writeToAll(1, "first");
    CompletableFuture<Bytes> poisoned = node(2, 7).propose(POISON);
    assertThatThrownBy(() -> poisoned.get(60, TimeUnit.SECONDS)).isNotNull();
    for (long member : VOTERS.voters()) {
      assertThatThrownBy(() -> node(member, 7).terminated().get(60, TimeUnit.SECONDS))
          .hasMessageContaining("cannot apply entry");
      assertThat(site(member).connections().groups()).isEqualTo(GROUPS - 1);
      for (int group = 0; group < GROUPS; group++) {
        assertThat(node(member, group).status().phase())
            .isEqualTo(group == 7 ? NodeStatus.Phase.FAILED : NodeStatus.Phase.RUNNING);
      }
    }
    for (int group = 0; group < GROUPS; group++) {
      if (group != 7) {
        node(3, group).propose(Bytes.utf8("second")).get(60, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void aLeaderThatEndsInOneGroupAloneIsReplacedThereThoughTheGroupSleeps() throws Exception {
    openAll();
    writeToAll(1, "first");
    awaitSleep();
    long leader = node(1, 5).status().leader();
    long other = leader == 1 ? 2 : 1;
    long elsewhere = node(1, 6).status().term();
    // Its process and all connections stay; nothing is handed over because it is not closed.
    site(leader).connections().group(5).close();
    until(
        "another leads",
        () -> {
          long now = node(other, 5).status().leader();
          return now != 0 && now != leader;
        });
    assertThat(node(1, 6).status().term()).isEqualTo(elsewhere);
  }
}
