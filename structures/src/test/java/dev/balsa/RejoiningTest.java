package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.BalsaStartException.Kind;
import dev.balsa.core.Configuration;
import dev.balsa.log.MemberId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that have lost their past come back on real files and sockets; see docs/repair.md. */
class RejoiningTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Cluster cluster;

  @BeforeEach
  void makeCluster() throws IOException {
    cluster = Balsa.cluster(ThreeMembers.freeAddresses(3).toArray(String[]::new)).rejoining();
  }

  private Path data(long member) {
    return folder.resolve("m" + member);
  }

  private Balsa start(long member) {
    return cluster.directory(data(member)).start(member);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(file -> {
        try {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** Waits until a member votes with another directory than before, and answers with its id. */
  private static long awaitSuccessor(Balsa other, long number, long former) {
    long deadlineNanos = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < deadlineNanos) {
      Configuration now = other.status().members().configuration();
      long voter =
          now.voters().stream()
              .filter(each -> MemberId.number(each) == number)
              .findFirst()
              .orElse(former);
      if (!other.status().members().isChanging() && voter != former) {
        return voter;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError(
        "nobody has taken the place of " + MemberId.text(former) + ": " + other.status());
  }

  /** Empties a member's directory and starts it until it is a member that knocks. */
  private Balsa comeBack(long member) throws Exception {
    delete(data(member));
    try (Balsa blank = start(member)) {
      assertThatThrownBy(() -> blank.terminated().get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(BalsaStartException.class)
          .hasMessageContaining("another data directory had this member id before");
    }
    return start(member);
  }

  private static void awaitMember3(Balsa one) {
    long successor = awaitSuccessor(one, 3, 3);
    assertThat(MemberId.number(successor)).isEqualTo(3);
    assertThat(one.status().members().configuration().voters()).hasSize(3);
  }

  @Test
  void aDamagedLogIsSetAsideAndFilledAgain() throws Exception {
    try (Balsa one = start(1);
        Balsa two = start(2)) {
      try (Balsa three = start(3)) {
        assertThat(three.waitUntilReady(LONG)).isTrue();
        one.map("m", String.class).put("a", "1");
      }
      Path segment = data(3).resolve("0000000001.segment");
      try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
        file.seek(200);
        int octet = file.read();
        file.seek(200);
        file.write(octet ^ 1);
      }
      try (Balsa three = start(3)) {
        awaitMember3(one);
        assertThat(Files.exists(data(3).resolve("lost-1").resolve("0000000001.segment"))).isTrue();
        assertThat(three.map("m", String.class).get("a")).isEqualTo("1");
        assertThat(two.terminated().isDone()).isFalse();
      }
      try (Balsa again = start(3)) {
        assertThat(again.waitUntilReady(LONG)).isTrue();
        assertThat(again.self().id()).isEqualTo(3);
        assertThat(again.map("m", String.class).get("a")).isEqualTo("1");
      }
    }
  }

  @Test
  void anEmptiedDirectoryStopsAndComesBackWhenItIsStartedAgain() throws Exception {
    try (Balsa one = start(1);
        Balsa two = start(2)) {
      try (Balsa three = start(3)) {
        assertThat(three.waitUntilReady(LONG)).isTrue();
        two.map("m", String.class).put("a", "1");
      }
      try (Balsa three = comeBack(3)) {
        awaitMember3(one);
        assertThat(three.map("m", String.class).get("a")).isEqualTo("1");
      }
    }
  }

  @Test
  void whoHasComeBackAndIsEmptiedAgainComesBackAgain() throws Exception {
    try (Balsa one = start(1);
        Balsa two = start(2)) {
      try (Balsa three = start(3)) {
        assertThat(three.waitUntilReady(LONG)).isTrue();
        two.map("m", String.class).put("a", "1");
      }
      long second;
      try (Balsa three = comeBack(3)) {
        second = awaitSuccessor(one, 3, 3);
        assertThat(three.identity().memberId()).isEqualTo(second);
      }
      try (Balsa three = comeBack(3)) {
        long third = awaitSuccessor(one, 3, second);
        assertThat(three.identity().memberId()).isEqualTo(third);
        assertThat(three.map("m", String.class).get("a")).isEqualTo("1");
      }
    }
  }

  /** In the end those that fill the last one have come back themselves, and it knows neither. */
  @Test
  void allLoseTheirPastOneAfterTheOther() throws Exception {
    try (Balsa two = start(2);
        Balsa three = start(3)) {
      try (Balsa one = start(1)) {
        assertThat(one.waitUntilReady(LONG)).isTrue();
        two.map("m", String.class).put("a", "1");
      }
      try (Balsa one = comeBack(1)) {
        awaitSuccessor(three, 1, 1);
        assertThat(one.map("m", String.class).get("a")).isEqualTo("1");
      }
    }
    try (Balsa one = start(1);
        Balsa three = start(3);
        Balsa two = comeBack(2)) {
      awaitSuccessor(one, 2, 2);
      awaitSuccessor(three, 2, 2);
      assertThat(two.map("m", String.class).get("a")).isEqualTo("1");
    }
    try (Balsa one = start(1);
        Balsa two = start(2);
        Balsa three = comeBack(3)) {
      awaitSuccessor(one, 3, 3);
      awaitSuccessor(two, 3, 3);
      assertThat(three.map("m", String.class).get("a")).isEqualTo("1");
    }
  }

  /** It knows the leader by its former directory only, and nobody else would fill it. */
  @Test
  void whoWasAwayWhileTheLeaderCameBackIsReachedByIt() throws Exception {
    cluster = Balsa.cluster(ThreeMembers.freeAddresses(5).toArray(String[]::new)).rejoining();
    try (Balsa one = start(1);
        Balsa three = start(3);
        Balsa four = start(4)) {
      try (Balsa two = start(2);
          Balsa five = start(5)) {
        assertThat(two.waitUntilReady(LONG)).isTrue();
        assertThat(five.waitUntilReady(LONG)).isTrue();
      }
      try (Balsa two = comeBack(2)) {
        awaitSuccessor(one, 2, 2);
        assertThat(two.waitUntilReady(LONG)).isTrue();
        three.map("m", String.class).put("a", "1");
        ThreeMembers.handOver(two, one, three, four);
        try (Balsa five = start(5)) {
          assertThat(five.waitUntilReady(LONG)).isTrue();
          assertThat(five.map("m", String.class).get("a")).isEqualTo("1");
        }
      }
    }
  }

  @Test
  void anOldCopyStopsAndComesBackWhenItIsStartedAgain() throws Exception {
    try (Balsa one = start(1);
        Balsa two = start(2)) {
      try (Balsa three = start(3)) {
        assertThat(three.waitUntilReady(LONG)).isTrue();
      }
      copy(data(3), folder.resolve("copy"));
      try (Balsa three = start(3)) {
        assertThat(three.waitUntilReady(LONG)).isTrue();
        two.map("m", String.class).put("a", "1");
      }
      delete(data(3));
      copy(folder.resolve("copy"), data(3));
      try (Balsa old = start(3)) {
        assertThatThrownBy(() -> old.terminated().get(60, TimeUnit.SECONDS))
            .hasCauseInstanceOf(BalsaStartException.class);
      }
      try (Balsa three = start(3)) {
        awaitMember3(one);
        assertThat(three.map("m", String.class).get("a")).isEqualTo("1");
      }
    }
  }

  @Test
  void whoRunsKeepsItsPlaceWhateverKnocks() throws Exception {
    try (Balsa one = start(1);
        Balsa two = start(2);
        Balsa three = start(3)) {
      assertThat(three.waitUntilReady(LONG)).isTrue();
      String elsewhere;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        elsewhere = "127.0.0.1:" + socket.getLocalPort();
      }
      Path other = folder.resolve("mistake");
      try (Balsa blank = cluster.directory(other).listen(elsewhere).start(3)) {
        assertThatThrownBy(() -> blank.terminated().get(60, TimeUnit.SECONDS))
            .hasCauseInstanceOf(BalsaStartException.class);
      }
      List<Long> knocks = new ArrayList<>();
      try (Balsa knocking =
          cluster
              .directory(other)
              .listen(elsewhere)
              .netListener(
                  new dev.balsa.net.NetListener() {
                    @Override
                    public void refused(Refused refused) {
                      synchronized (knocks) {
                        knocks.add(refused.member());
                        knocks.notifyAll();
                      }
                    }
                  })
              .start(3)) {
        synchronized (knocks) {
          while (!(knocks.contains(1L) && knocks.contains(2L) && knocks.size() >= 8)) {
            knocks.wait(TimeUnit.SECONDS.toMillis(60));
          }
        }
        assertThat(MemberId.isSuccessor(knocking.identity().memberId())).isTrue();
      }
      for (Balsa each : List.of(one, two, three)) {
        assertThat(each.status().members().configuration().voters()).containsExactly(1L, 2L, 3L);
      }
      one.map("m", String.class).put("a", "1");
    }
  }

  @Test
  void theOnlyMemberStaysStopped() throws Exception {
    Cluster alone =
        Balsa.cluster("127.0.0.1:1").rejoining().directory(data(1)).listen("127.0.0.1:0");
    try (Balsa one = alone.start(1)) {
      assertThat(one.waitUntilReady(LONG)).isTrue();
    }
    Files.delete(data(1).resolve("identity.a"));
    Files.delete(data(1).resolve("identity.b"));
    assertThatExceptionOfType(BalsaStartException.class)
        .isThrownBy(() -> alone.start(1))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED));
    assertThat(Files.exists(data(1).resolve("lost-1"))).isFalse();
  }
}
