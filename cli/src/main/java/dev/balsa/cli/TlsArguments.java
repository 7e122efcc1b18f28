package dev.balsa.cli;

import dev.balsa.Cluster;
import dev.balsa.net.Security;
import dev.balsa.net.tls.TlsFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a member and its clients know each other. The names are etcd's where etcd has them. */
@SuppressWarnings("NullAway.Init")
final class TlsArguments {
  private static final String TLS_1_2 = "TLS1.2";
  private static final String TLS_1_3 = "TLS1.3";

  @Option(
      names = "--peer-cert-file",
      paramLabel = "FILE",
      description = "This member's certificate for the others (PEM); re-read when it changes.")
  private @Nullable Path peerCertificate;

  @Option(names = "--peer-key-file", paramLabel = "FILE", description = "Its key (PEM, PKCS #8).")
  private @Nullable Path peerKey;

  @Option(
      names = "--peer-trusted-ca-file",
      paramLabel = "FILE",
      description = "The authority that issues the members' certificates.")
  private @Nullable Path peerTrusted;

  @Option(
      names = "--peer-crl-file",
      paramLabel = "FILE",
      description = "Its list of revoked certificates.")
  private @Nullable Path peerRevoked;

  @Option(
      names = "--cert-file",
      paramLabel = "FILE",
      description = "The certificate shown to clients; it names the host they ask.")
  private @Nullable Path certificate;

  @Option(names = "--key-file", paramLabel = "FILE", description = "Its key.")
  private @Nullable Path key;

  @Option(
      names = "--trusted-ca-file",
      paramLabel = "FILE",
      description = "The authority that issues clients' certificates, which are then demanded.")
  private @Nullable Path trusted;

  @Option(
      names = "--client-cert-auth",
      description = "Demand a certificate of every client; needs --trusted-ca-file.")
  private boolean clientCertAuth;

  @Option(
      names = "--client-crl-file",
      paramLabel = "FILE",
      description = "The list of clients' revoked certificates.")
  private @Nullable Path revoked;

  @Option(
      names = "--tls-min-version",
      paramLabel = "VERSION",
      description = "TLS1.3 or TLS1.2 (default: ${DEFAULT-VALUE}).",
      defaultValue = TLS_1_3)
  private String tlsMinVersion = TLS_1_3;

  @Option(
      names = "--unsafe-without-tls",
      description = "Listen to other machines without TLS: whoever reaches a port is believed.")
  private boolean unsafe;

  Cluster secure(Cluster cluster) {
    if (peerCertificate == null && peerKey == null && peerTrusted == null && peerRevoked == null) {
      return unsafe ? cluster.unsafeWithoutTls() : cluster;
    }
    if (peerCertificate == null || peerKey == null || peerTrusted == null) {
      throw new IllegalArgumentException(
          "--peer-cert-file, --peer-key-file and --peer-trusted-ca-file go together; name all");
    }
    return cluster.tls(new TlsFiles(peerCertificate, peerKey, peerTrusted, peerRevoked, tls12()));
  }

  Security clients() {
    if (clientCertAuth && trusted == null) {
      throw new IllegalArgumentException("--client-cert-auth needs --trusted-ca-file");
    }
    if (certificate == null && key == null && trusted == null && revoked == null) {
      return unsafe ? new Security.UnsafePlaintext() : new Security.LoopbackOnly();
    }
    if (certificate == null || key == null) {
      throw new IllegalArgumentException("--cert-file and --key-file go together; name both");
    }
    return new Security.Tls(new TlsFiles(certificate, key, trusted, revoked, tls12()));
  }

  private boolean tls12() {
    return switch (tlsMinVersion) {
      case TLS_1_2 -> true;
      case TLS_1_3 -> false;
      default ->
          throw new IllegalArgumentException(
              "--tls-min-version is " + tlsMinVersion + "; it must be TLS1.2 or TLS1.3");
    };
  }
}
