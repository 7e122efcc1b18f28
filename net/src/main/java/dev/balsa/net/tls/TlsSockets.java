package dev.balsa.net.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Plain Java sockets with TLS, for clients. */
public final class TlsSockets {
  private TlsSockets() {}

  /**
   * Sockets that trust an authority and may show a certificate. All files are PEM.
   *
   * @throws CertificateFilesException if they cannot be used
   * @throws IllegalArgumentException if of certificate and key only one is named
   */
  public static SSLSocketFactory of(Path trusted, @Nullable Path certificate, @Nullable Path key)
      throws CertificateFilesException {
    try {
      KeyStore authorities = empty();
      for (X509Certificate each : Pem.certificates(trusted, CertificateContents.bytes(trusted))) {
        authorities.setCertificateEntry("authority" + authorities.size(), each);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(authorities);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(certificate, key), trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (CertificateFilesException e) {
      throw e;
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateFilesException("the certificates cannot be used: " + e, e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static KeyManager @Nullable [] keys(@Nullable Path certificate, @Nullable Path key)
      throws GeneralSecurityException, IOException {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw new IllegalArgumentException("a certificate and its key go together; name both");
    }
    List<X509Certificate> chain =
        Pem.certificates(certificate, CertificateContents.bytes(certificate));
    KeyStore own = empty();
    char[] none = new char[0];
    own.setKeyEntry(
        "own",
        Pem.key(
            key, CertificateContents.bytes(key), chain.getFirst().getPublicKey().getAlgorithm()),
        none,
        chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(own, none);
    return factory.getKeyManagers();
  }
}
