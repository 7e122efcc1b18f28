package dev.balsa.server.client;

import dev.balsa.net.tls.CertificateFilesException;
import dev.balsa.net.tls.TlsSockets;
import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link GatewayClient} knows a member and shows who it is. Members must show a certificate
 * that names the host which was asked.
 */
public final class ClientTls {
  private final SSLSocketFactory sockets;

  private ClientTls(SSLSocketFactory sockets) {
    this.sockets = sockets;
  }

  /**
   * Reads the files, all PEM.
   *
   * @param trusted the authority that issued the members' certificates
   * @param certificate the client's own, or null if the members demand none
   * @param key that of the certificate, or null without one
   * @throws CertificateFilesException if they cannot be used
   * @throws IllegalArgumentException if of certificate and key only one is named
   */
  public static ClientTls of(Path trusted, @Nullable Path certificate, @Nullable Path key)
      throws CertificateFilesException {
    return new ClientTls(TlsSockets.of(trusted, certificate, key));
  }

  SSLSocketFactory sockets() {
    return sockets;
  }
}
