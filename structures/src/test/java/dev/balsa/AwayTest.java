package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Change;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member comes back that knows nobody who leads now, because the members were changed while it
 * was away; see docs/repair.md.
 */
class AwayTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  private Balsa start(Cluster cluster, long member) {
    return cluster.directory(folder.resolve("m" + member)).start(member);
  }

  private static void change(UnaryOperator<Change> change, Balsa... members) throws Exception {
    for (Balsa each : members) {
      if (each.isLeader()) {
        each.changeMembers(change).get(60, TimeUnit.SECONDS);
        return;
      }
    }
    throw new AssertionError("none of these leads");
  }

  @Test
  void whileAnotherWasAddedThatLeadsNow() throws Exception {
    List<String> addresses = ThreeMembers.freeAddresses(4);
    Cluster began = Balsa.cluster(addresses.subList(0, 3).toArray(String[]::new));
    Cluster grown = Balsa.cluster(addresses.toArray(String[]::new)).joining();
    try (Balsa one = start(began, 1);
        Balsa two = start(began, 2)) {
      try (Balsa three = start(began, 3)) {
        assertThat(three.waitUntilReady(LONG)).isTrue();
      }
      try (Balsa four = start(grown, 4)) {
        assertThat(one.waitUntilReady(LONG)).isTrue();
        change(now -> now.withVoter(4, addresses.get(3)), one, two);
        ThreeMembers.handOver(four, one, two);
        four.map("m", String.class).put("a", "1");
        try (Balsa three = start(began, 3)) {
          assertThat(three.waitUntilReady(LONG)).isTrue();
          assertThat(three.map("m", String.class).get("a")).isEqualTo("1");
          assertThat(four.isLeader()).isTrue();
        }
      }
    }
  }

  @Test
  void whileAllOthersWereReplaced() throws Exception {
    List<String> addresses = ThreeMembers.freeAddresses(5);
    Cluster began = Balsa.cluster(addresses.subList(0, 3).toArray(String[]::new));
    Cluster later = Balsa.cluster(addresses.toArray(String[]::new)).joining();
    try (Balsa four = start(later, 4);
        Balsa five = start(later, 5)) {
      try (Balsa one = start(began, 1);
          Balsa two = start(began, 2)) {
        try (Balsa three = start(began, 3)) {
          assertThat(three.waitUntilReady(LONG)).isTrue();
        }
        assertThat(one.waitUntilReady(LONG)).isTrue();
        change(
            now -> now.replacing(1, 4, addresses.get(3)).replacing(2, 5, addresses.get(4)),
            one,
            two);
      }
      assertThat(four.waitUntilReady(LONG)).isTrue();
      five.map("m", String.class).put("a", "1");
      try (Balsa three = start(began, 3)) {
        assertThat(three.waitUntilReady(LONG)).isTrue();
        assertThat(three.map("m", String.class).get("a")).isEqualTo("1");
      }
    }
  }
}
