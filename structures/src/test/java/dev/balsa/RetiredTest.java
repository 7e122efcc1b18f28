package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.BalsaStartException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An old copy of a member's directory is put back on real files. */
class RetiredTest {
  @TempDir Path folder;

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

  private static String[] addresses() throws IOException {
    String[] addresses = new String[2];
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      addresses[0] = "127.0.0.1:" + one.getLocalPort();
      addresses[1] = "127.0.0.1:" + two.getLocalPort();
    }
    return addresses;
  }

  @Test
  void itStopsForGoodHoweverOftenItIsStarted() throws Exception {
    Cluster cluster = Balsa.cluster(addresses());
    Path data = folder.resolve("2");
    Path copy = folder.resolve("copy");
    try (Balsa one = cluster.directory(folder.resolve("1")).start(1)) {
      try (Balsa two = cluster.directory(data).start(2)) {
        two.map("m", String.class).put("a", "1");
      }
      copy(data, copy);
      try (Balsa two = cluster.directory(data).start(2)) {
        two.map("m", String.class).put("a", "2");
      }
      try (Balsa old = cluster.directory(copy).start(2)) {
        assertThatThrownBy(() -> old.terminated().get(20, TimeUnit.SECONDS))
            .hasCauseInstanceOf(BalsaStartException.class)
            .hasMessageContaining("was refused for good by member 1");
      }
      for (int start = 0; start < 3; start++) {
        assertThatExceptionOfType(BalsaStartException.class)
            .isThrownBy(() -> cluster.directory(copy).start(2))
            .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.RETIRED))
            .withMessageContaining("add the member as a new one");
      }
      try (Balsa two = cluster.directory(data).start(2)) {
        assertThat(one.map("m", String.class).get("a")).isEqualTo("2");
        assertThat(two.self().id()).isEqualTo(2);
        assertThat(List.of(one.terminated().isDone(), two.terminated().isDone()))
            .containsOnly(false);
      }
    }
  }
}
