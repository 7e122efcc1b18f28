package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.node.RequestException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members and a witness on real files and sockets; see docs/decisions/0015. */
class WitnessMemberTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Cluster cluster;

  @BeforeEach
  void makeCluster() throws IOException {
    cluster = Balsa.cluster(ThreeMembers.freeAddresses(3).toArray(String[]::new));
  }

  private Balsa start(long member) {
    Cluster part = member == 3 ? cluster.witness() : cluster;
    return part.directory(folder.resolve("m" + member)).start(member);
  }

  @Test
  void aMemberAndAWitnessGoOn() throws Exception {
    try (Balsa one = start(1);
        Balsa witness = start(3)) {
      assertThat(one.waitUntilReady(LONG)).isTrue();
      assertThat(witness.waitUntilReady(LONG)).isTrue();
      one.map("m", String.class).put("a", "1");
      assertThat(one.map("m", String.class).get("a")).contains("1");
      assertThat(witness.status().witness()).isTrue();
      assertThat(one.status().witness()).isFalse();
    }
  }

  @Test
  void whatTheWitnessHasTheOtherMemberGets() throws Exception {
    try (Balsa witness = start(3)) {
      try (Balsa one = start(1)) {
        assertThat(one.waitUntilReady(LONG)).isTrue();
        one.map("m", String.class).put("a", "1");
      }
      try (Balsa two = start(2)) {
        assertThat(two.waitUntilReady(LONG)).isTrue();
        assertThat(two.map("m", String.class).get("a")).contains("1");
        two.map("m", String.class).put("a", "2");
      }
      assertThat(witness.status().witness()).isTrue();
    }
  }

  @Test
  void aWitnessCannotBeAsked() throws Exception {
    try (Balsa one = start(1);
        Balsa witness = start(3)) {
      assertThat(one.waitUntilReady(LONG)).isTrue();
      assertThatThrownBy(() -> witness.map("m", String.class).get("a"))
          .isInstanceOf(RequestException.NotDone.class)
          .hasMessageContaining("member 3 is a witness");
      assertThatThrownBy(() -> witness.map("m", String.class).put("a", "1"))
          .isInstanceOf(RequestException.NotDone.class)
          .hasMessageContaining("member 3 is a witness");
    }
  }

  @Test
  void aWitnessGetsAStateWhenItIsStartedWithoutThat() throws Exception {
    try (Balsa one = start(1)) {
      try (Balsa witness = start(3)) {
        assertThat(one.waitUntilReady(LONG)).isTrue();
        one.map("m", String.class).put("a", "1");
        assertThat(witness.waitUntilReady(LONG)).isTrue();
      }
      try (Balsa three = cluster.directory(folder.resolve("m3")).start(3)) {
        assertThat(three.waitUntilReady(LONG)).isTrue();
        assertThat(three.map("m", String.class).get("a")).contains("1");
      }
    }
  }
}
