package dev.balsa.cli;

import dev.balsa.Member;
import dev.balsa.net.tls.CertificateFilesException;
import dev.balsa.server.client.ClientSettings;
import dev.balsa.server.client.ClientTls;
import dev.balsa.server.client.GatewayClient;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which client ports a command asks, and how long it waits. */
@SuppressWarnings("NullAway.Init")
final class Endpoints {
  private static final String VARIABLE = "BALSA_ENDPOINTS";
  private static final String STANDARD = "127.0.0.1:9000,127.0.0.1:9001,127.0.0.1:9002";

  @Option(
      names = "--endpoints",
      split = ",",
      paramLabel = "HOST:PORT",
      description =
          "Client ports to ask, the first one that answers counts (default: BALSA_ENDPOINTS, else the"
              + " lab's 127.0.0.1:9000 to 9002).")
  private List<String> named = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for an answer (default: ${DEFAULT-VALUE}).")
  private double timeoutSeconds = 10;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "Speak TLS with members whose certificate comes from this authority (PEM).")
  private @Nullable Path trusted;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "The certificate to show to members that demand one.")
  private @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "Its key (PEM, PKCS #8).")
  private @Nullable Path key;

  /** The addresses. */
  List<InetSocketAddress> addresses() {
    List<String> texts =
        named.isEmpty()
            ? List.of(System.getenv().getOrDefault(VARIABLE, STANDARD).split(",", -1))
            : named;
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      Member address = Member.of(1, text.strip());
      addresses.add(new InetSocketAddress(address.host(), address.port()));
    }
    return addresses;
  }

  /** A client of them. */
  GatewayClient client() {
    return client(addresses());
  }

  /** A client of some of them. */
  GatewayClient client(List<InetSocketAddress> addresses) {
    if (!(timeoutSeconds >= 0.001 && timeoutSeconds <= 3600)) {
      throw new IllegalArgumentException(
          "--timeout is " + timeoutSeconds + "; it must be from 0.001 to 3600 seconds");
    }
    int millis = (int) Math.round(timeoutSeconds * 1000);
    ClientSettings standard = ClientSettings.STANDARD;
    return new GatewayClient(
        addresses,
        new ClientSettings(
            Math.min(millis, standard.connectTimeoutMillis()), millis, standard.replyBytesMax()),
        tls());
  }

  private @Nullable ClientTls tls() {
    if (trusted == null) {
      if (certificate != null || key != null) {
        throw new IllegalArgumentException("--cert and --key need --cacert");
      }
      return null;
    }
    try {
      return ClientTls.of(trusted, certificate, key);
    } catch (CertificateFilesException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As one writes it. */
  static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
