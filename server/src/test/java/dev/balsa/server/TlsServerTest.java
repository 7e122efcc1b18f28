package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.kv.PutRequest;
import dev.balsa.net.InsecureListenException;
import dev.balsa.net.Security;
import dev.balsa.net.tls.TlsFiles;
import dev.balsa.net.tls.TrialAuthority;
import dev.balsa.server.client.ClientSettings;
import dev.balsa.server.client.ClientTls;
import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.client.GatewayException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client port with certificates. */
class TlsServerTest {
  @TempDir Path folder;
  private TrialAuthority authority;

  @BeforeEach
  void makeAuthority() throws IOException {
    Instant now = Instant.now();
    authority = TrialAuthority.create("ca", now.minusSeconds(60), now.plusSeconds(3600));
    authority.write(folder.resolve("ca.crt"));
  }

  private Path issue(String name, List<String> hosts) throws IOException {
    authority.issue(name, "", hosts).write(folder, name);
    return folder.resolve(name + ".crt");
  }

  private Path key(String name) {
    return folder.resolve(name + ".key");
  }

  private GatewayClient client(BalsaServer server, ClientTls tls) {
    return new GatewayClient(
        List.of(InetSocketAddress.createUnresolved("127.0.0.1", server.boundAddress().getPort())),
        ClientSettings.STANDARD,
        tls);
  }

  private BalsaServer serve(Served served, boolean demanding) throws IOException {
    return serve(served, demanding, ServerSettings.STANDARD, System::nanoTime);
  }

  private BalsaServer serve(
      Served served, boolean demanding, ServerSettings settings, LongSupplier nanoClock)
      throws IOException {
    Path trusted = demanding ? folder.resolve("ca.crt") : null;
    TlsFiles files =
        new TlsFiles(issue("server", List.of("127.0.0.1")), key("server"), trusted, null, false);
    return BalsaServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        served.member(),
        settings,
        new Security.Tls(files),
        nanoClock);
  }

  private static PutRequest put(String key) {
    return PutRequest.of(Bytes.utf8(key), Bytes.utf8("value"));
  }

  @Test
  void aClientWithACertificateIsServedAndOneWithoutIsNot() throws Exception {
    try (Served served = new Served();
        BalsaServer server = serve(served, true)) {
      Path ca = folder.resolve("ca.crt");
      try (GatewayClient known =
              client(server, ClientTls.of(ca, issue("client", List.of()), key("client")));
          GatewayClient nameless = client(server, ClientTls.of(ca, null, null));
          GatewayClient plain =
              new GatewayClient(List.of(server.boundAddress()), ClientSettings.STANDARD)) {
        assertThat(known.put(put("a")).revision()).isPositive();
        assertThat(known.get(Bytes.utf8("a"))).isPresent();
        assertThatThrownBy(() -> nameless.get(Bytes.utf8("a")))
            .isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> plain.get(Bytes.utf8("a"))).isInstanceOf(GatewayException.class);
        assertThat(known.get(Bytes.utf8("a"))).isPresent();
      }
    }
  }

  @Test
  void clientsAreToldApartByTheirCertificates() throws Exception {
    RateLimits one = RateLimits.STANDARD.withRequests(1, 1);
    ServerSettings settings = ServerSettings.STANDARD.with(one);
    try (Served served = new Served();
        BalsaServer server = serve(served, true, settings, () -> 0)) {
      Path ca = folder.resolve("ca.crt");
      ClientSettings hasty = new ClientSettings(900, 900, 1 << 20);
      List<InetSocketAddress> address =
          List.of(InetSocketAddress.createUnresolved("127.0.0.1", server.boundAddress().getPort()));
      try (GatewayClient app =
              new GatewayClient(
                  address, hasty, ClientTls.of(ca, issue("app", List.of()), key("app")));
          GatewayClient job =
              new GatewayClient(
                  address, hasty, ClientTls.of(ca, issue("job", List.of()), key("job")))) {
        assertThat(app.put(put("a")).revision()).isPositive();
        assertThatThrownBy(() -> app.put(put("a")))
            .isInstanceOf(GatewayException.NotDone.class)
            .hasMessageContaining("client CN=app is over its limit of 1 requests per second");
        assertThat(job.put(put("a")).revision()).isPositive();
      }
    }
  }

  @Test
  void aCertificateWithoutAFitSubjectIsKnownByItsNumber() {
    BigInteger number = BigInteger.valueOf(0x2a);
    String longest = "CN=" + "x".repeat(ClientName.SUBJECT_CHARS_MAX - "CN=".length());
    assertThat(ClientName.of("", number)).isEqualTo("certificate 2a");
    assertThat(ClientName.of(longest, number)).isEqualTo(longest);
    assertThat(ClientName.of(longest + "x", number)).isEqualTo("certificate 2a");
  }

  @Test
  void certificatesAreReplacedWhileRequestsGoOn() throws Exception {
    try (Served served = new Served();
        BalsaServer server = serve(served, false)) {
      Path ca = folder.resolve("ca.crt");
      try (GatewayClient old = client(server, ClientTls.of(ca, null, null))) {
        assertThat(old.put(put("a")).revision()).isPositive();
        TrialAuthority next =
            TrialAuthority.create(
                "next", Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600));
        next.write(folder.resolve("next.crt"));
        Files.delete(folder.resolve("server.crt"));
        Files.delete(key("server"));
        next.issue("server", "", List.of("127.0.0.1")).write(folder, "server");
        try (GatewayClient anew =
            client(server, ClientTls.of(folder.resolve("next.crt"), null, null))) {
          assertThat(anew.get(Bytes.utf8("a"))).isPresent();
        }
        assertThat(old.get(Bytes.utf8("a"))).isPresent();
      }
    }
  }

  @Test
  void aMemberWhoseCertificateNamesAnotherHostIsNotBelieved() throws Exception {
    try (Served served = new Served();
        BalsaServer server = serve(served, false);
        GatewayClient client =
            new GatewayClient(
                List.of(
                    InetSocketAddress.createUnresolved(
                        "localhost", server.boundAddress().getPort())),
                ClientSettings.STANDARD,
                ClientTls.of(folder.resolve("ca.crt"), null, null))) {
      assertThatThrownBy(() -> client.get(Bytes.utf8("a")))
          .isInstanceOf(GatewayException.NotDone.class)
          .hasMessageContaining("localhost");
    }
  }

  @Test
  void otherMachinesAreNotServedWithoutTlsUnlessItIsCalledUnsafe() {
    try (Served served = new Served()) {
      assertThatExceptionOfType(InsecureListenException.class)
          .isThrownBy(() ->
              BalsaServer.start(new InetSocketAddress(0), served.member(), ServerSettings.STANDARD))
          .withMessageContaining("will not listen for clients on 0.0.0.0:0");
      try (BalsaServer open =
          BalsaServer.start(
              new InetSocketAddress(0),
              served.member(),
              ServerSettings.STANDARD,
              new Security.UnsafePlaintext())) {
        assertThat(open.boundAddress().getPort()).isPositive();
      }
    }
  }
}
