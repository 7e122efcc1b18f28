package dev.balsa.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PortOwnerTest {
  @Test
  void aBusyPortIsNoticedAndOnLinuxItsOwnerNamed() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
      assertThat(PortOwner.free(port)).isFalse();
      assertThat(PortOwner.sentence(port)).contains("Port " + port + " is in use");
      if (Files.exists(Path.of("/proc/net/tcp"))) {
        assertThat(PortOwner.of(port)).hasValue(ProcessHandle.current().pid());
      }
    }
    assertThat(PortOwner.free(port)).isTrue();
  }
}
