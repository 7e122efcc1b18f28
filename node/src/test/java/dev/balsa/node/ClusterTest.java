package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
  @TempDir Path directory;

  @Test
  void oneMemberServesItself() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 1)) {
      assertThat(cluster.member(1).write("a")).isEqualTo("1");
      assertThat(cluster.member(1).write("b")).isEqualTo("2");
      assertThat(cluster.member(1).read()).containsExactly("a", "b");
    }
  }

  @Test
  void everyMemberTakesWritesAndReadsThem() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 3)) {
      assertThat(cluster.member(1).write("a")).isEqualTo("1");
      assertThat(cluster.member(2).read()).containsExactly("a");
      assertThat(cluster.member(2).write("b")).isEqualTo("2");
      assertThat(cluster.member(3).write("c")).isEqualTo("3");
      for (ThreadCluster.Member member : cluster.members.values()) {
        assertThat(member.read()).containsExactly("a", "b", "c");
      }
    }
  }

  @Test
  void aWriteIsReadAtOnceWhereItWasMade() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 3)) {
      ThreadCluster.Member follower = cluster.follower();
      for (int i = 1; i <= 50; i++) {
        follower.write("w" + i);
        assertThat(Await.answer(follower.node().readLocal(follower.machine()::applied))).hasSize(i);
      }
    }
  }

  @Test
  void aMemberThatComesBackCatchesUp() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 3)) {
      long gone = cluster.follower().id();
      cluster.leader().write("a");
      cluster.stop(gone);
      for (int i = 0; i < 20; i++) {
        cluster.leader().write("b" + i);
      }
      ThreadCluster.Member back = cluster.start(gone);
      assertThat(back.read()).hasSize(21).startsWith("a", "b0").endsWith("b19");
    }
  }

  @Test
  void aNewLeaderTakesOverWhatTheOldOneAcknowledged() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 3)) {
      cluster.leader().write("a");
      long first = cluster.leader().id();
      cluster.stop(first);
      cluster.leader().write("b");
      assertThat(cluster.follower().read()).containsExactly("a", "b");
      assertThat(cluster.start(first).read()).containsExactly("a", "b");
    }
  }
}
