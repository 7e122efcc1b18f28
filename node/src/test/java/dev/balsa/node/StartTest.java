package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Configuration;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order the parts of a node start, and what is left if one of them cannot. */
class StartTest {
  private static final NodeSettings SETTINGS =
      NodeSettings.of(77, new Configuration(List.of(76L, 77L)), 1);

  @TempDir private Path folder;

  /** The core may send in its first turn, and a transport need not take what it cannot carry. */
  @Test
  void nothingRunsBeforeTheTransportDoes() throws IOException {
    List<String> early = new ArrayList<>();
    Transport transport = transport(() -> early.addAll(threads()));
    try (RaftNode node = start(transport)) {
      assertThat(early).isEmpty();
      assertThat(threads()).hasSize(4);
      assertThat(node.status().phase()).isEqualTo(NodeStatus.Phase.RUNNING);
    }
  }

  @Test
  void nothingIsLeftRunningIfTheTransportCannotStart() {
    Transport transport =
        transport(() -> {
          throw new UncheckedIOException(new IOException("busy"));
        });
    assertThatThrownBy(() -> start(transport)).hasMessageContaining("busy");
    Await.until("the threads end", () -> threads().isEmpty());
  }

  private RaftNode start(Transport transport) throws IOException {
    SegmentedLog log = SegmentedLog.open(FileDisk.at(folder), LogSettings.STANDARD);
    return RaftNode.start(SETTINGS, log, transport, entry -> entry.payload(), NodeObserver.NONE);
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("balsa-77-"))
        .toList();
  }

  private static Transport transport(Runnable onStart) {
    return new Transport() {
      @Override
      public void start(Receiver receiver) {
        onStart.run();
      }

      @Override
      public void send(long to, PeerMessage message) {}

      @Override
      public void close() {}
    };
  }
}
