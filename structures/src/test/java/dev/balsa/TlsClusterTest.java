package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.balsa.BalsaStartException.Kind;
import dev.balsa.net.tls.CertificateNames;
import dev.balsa.net.tls.TlsFiles;
import dev.balsa.net.tls.TrialAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose members know each other by certificates, and one that would be open to all. */
class TlsClusterTest {
  @TempDir Path folder;

  private static String[] addresses(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    String[] addresses = new String[count];
    for (int i = 0; i < count; i++) {
      held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      addresses[i] = "127.0.0.1:" + held.get(i).getLocalPort();
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    return addresses;
  }

  private TlsFiles files(TrialAuthority authority, long member) throws IOException {
    String name = "member-" + member;
    authority.issue(name, CertificateNames.member("safe", member), List.of()).write(folder, name);
    return TlsFiles.of(
        folder.resolve(name + ".crt"), folder.resolve(name + ".key"), folder.resolve("ca.crt"));
  }

  @Test
  void membersWithCertificatesAgree() throws Exception {
    Instant now = Instant.now();
    TrialAuthority authority =
        TrialAuthority.create("ca", now.minusSeconds(60), now.plusSeconds(3600));
    authority.write(folder.resolve("ca.crt"));
    Cluster cluster = Balsa.cluster(addresses(3)).name("safe");
    try (Balsa one = cluster.directory(folder.resolve("1")).tls(files(authority, 1)).start(1);
        Balsa two = cluster.directory(folder.resolve("2")).tls(files(authority, 2)).start(2)) {
      one.map("m", String.class).put("a", "b");
      assertThat(two.map("m", String.class).get("a")).isEqualTo("b");
    }
  }

  @Test
  void certificatesOfAnotherClusterStopTheStart() throws Exception {
    Instant now = Instant.now();
    TrialAuthority authority =
        TrialAuthority.create("ca", now.minusSeconds(60), now.plusSeconds(3600));
    authority.write(folder.resolve("ca.crt"));
    Cluster cluster =
        Balsa.cluster(addresses(1))
            .name("another")
            .directory(folder.resolve("1"))
            .tls(files(authority, 1));
    assertThatExceptionOfType(BalsaStartException.class)
        .isThrownBy(() -> cluster.start(1))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CERTIFICATES_UNUSABLE))
        .withMessageContaining("must name balsa://another/member/1");
  }

  @Test
  void aMemberThatOthersCanReachNeedsCertificatesOrTheWordUnsafe() throws Exception {
    Cluster open = Balsa.cluster(addresses(1)).directory(folder.resolve("1")).listen("0.0.0.0:0");
    assertThatExceptionOfType(BalsaStartException.class)
        .isThrownBy(() -> open.start(1))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INSECURE))
        .withMessageContaining("Member 1 will not listen for the other members on 0.0.0.0:0");
    assertThat(folder.resolve("1")).doesNotExist();
    try (Balsa one = open.unsafeWithoutTls().start(1)) {
      one.map("m", String.class).put("a", "b");
      assertThat(one.map("m", String.class).get("a")).isEqualTo("b");
    }
  }
}
