package dev.balsa.net.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the files hold at one moment. Two are the same if every byte is; nothing else tells surely
 * whether a file was replaced.
 */
final class CertificateContents {
  private static final int PROBE_BYTES = 32;

  private final TlsFiles files;
  private final byte[] certificate;
  private final byte[] key;
  private final byte @Nullable [] trusted;
  private final byte @Nullable [] revoked;

  private CertificateContents(
      TlsFiles files,
      byte[] certificate,
      byte[] key,
      byte @Nullable [] trusted,
      byte @Nullable [] revoked) {
    this.files = files;
    this.certificate = certificate;
    this.key = key;
    this.trusted = trusted;
    this.revoked = revoked;
  }

  static CertificateContents read(TlsFiles files) throws CertificateFilesException {
    Path trusted = files.trusted();
    Path revoked = files.revoked();
    return new CertificateContents(
        files,
        bytes(files.certificate()),
        bytes(files.key()),
        trusted == null ? null : bytes(trusted),
        revoked == null ? null : bytes(revoked));
  }

  /** All of a file that is not too long. */
  static byte[] bytes(Path file) throws CertificateFilesException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(TlsFiles.FILE_BYTES_MAX + 1);
      if (bytes.length > TlsFiles.FILE_BYTES_MAX) {
        throw new CertificateFilesException(
            file + " is longer than " + TlsFiles.FILE_BYTES_MAX + " bytes; is it the right one?",
            null);
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new CertificateFilesException("there is no " + file + "; check the path", e);
    } catch (CertificateFilesException e) {
      throw e;
    } catch (IOException e) {
      throw new CertificateFilesException(
          file + " cannot be read (" + e + "); check its owner and permissions", e);
    }
  }

  boolean isSameAs(@Nullable CertificateContents other) {
    return other != null
        && Arrays.equals(certificate, other.certificate)
        && Arrays.equals(key, other.key)
        && Arrays.equals(trusted, other.trusted)
        && Arrays.equals(revoked, other.revoked);
  }

  /**
   * What TLS needs, made from these contents.
   *
   * @param name that the own certificate must bear, or null for any
   * @param now what time it is
   */
  CurrentCertificates use(@Nullable String name, Instant now) throws CertificateFilesException {
    List<X509Certificate> chain = Pem.certificates(files.certificate(), certificate);
    X509Certificate own = chain.getFirst();
    String untimely = untimely(own, now);
    if (!untimely.isEmpty()) {
      throw new CertificateFilesException(untimely, null);
    }
    PrivateKey secret = Pem.key(files.key(), key, own.getPublicKey().getAlgorithm());
    checkPair(own, secret);
    if (name != null && !CertificateNames.of(own).contains(name)) {
      throw new CertificateFilesException(
          files.certificate()
              + " names "
              + CertificateNames.of(own)
              + "; the certificate of this member must name "
              + name,
          null);
    }
    X509Certificate[] chained = chain.toArray(X509Certificate[]::new);
    try {
      TrustManagerFactory trust = trust();
      String[] protocols =
          files.allowTls12() ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"};
      SslContext server =
          common(SslContextBuilder.forServer(secret, chained), trust, protocols)
              .clientAuth(trust == null ? ClientAuth.NONE : ClientAuth.REQUIRE)
              .build();
      SslContext client =
          common(SslContextBuilder.forClient().keyManager(secret, chained), trust, protocols)
              .endpointIdentificationAlgorithm(null)
              .build();
      return new CurrentCertificates(own, server, client);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new CertificateFilesException("the certificates cannot be used: " + e, e);
    }
  }

  /** A session that is resumed is not checked again, so it must not outlive what was checked. */
  private static SslContextBuilder common(
      SslContextBuilder builder, @Nullable TrustManagerFactory trust, String[] protocols) {
    SslContextBuilder common =
        builder.sslProvider(SslProvider.JDK).protocols(protocols).sessionTimeout(1);
    return trust == null ? common : common.trustManager(trust);
  }

  /** Why this side's certificate does not count at a time; empty if it does. */
  String untimely(X509Certificate own, Instant now) {
    Instant from = own.getNotBefore().toInstant();
    Instant until = own.getNotAfter().toInstant();
    return now.isBefore(from) || now.isAfter(until)
        ? files.certificate()
            + " is valid from "
            + from
            + " to "
            + until
            + " and not now; renew it, or set the clock"
        : "";
  }

  private void checkPair(X509Certificate own, PrivateKey secret) throws CertificateFilesException {
    String algorithm =
        switch (own.getPublicKey().getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default ->
              throw new CertificateFilesException(
                  files.certificate()
                      + " has a key of the kind "
                      + own.getPublicKey().getAlgorithm()
                      + "; use RSA, EC or Ed25519",
                  null);
        };
    try {
      byte[] probe = new byte[PROBE_BYTES];
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(secret);
      signing.update(probe);
      byte[] signed = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(own.getPublicKey());
      verifying.update(probe);
      if (!verifying.verify(signed)) {
        throw new CertificateFilesException(
            files.key() + " is not the key of " + files.certificate() + "; give both of one pair",
            null);
      }
    } catch (GeneralSecurityException e) {
      throw new CertificateFilesException(
          files.key() + " is not the key of " + files.certificate() + ": " + e, e);
    }
  }

  private @Nullable TrustManagerFactory trust()
      throws GeneralSecurityException, CertificateFilesException {
    Path authorities = files.trusted();
    if (authorities == null || trusted == null) {
      return null;
    }
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate authority : Pem.certificates(authorities, trusted)) {
      anchors.add(new TrustAnchor(authority, null));
    }
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    parameters.setRevocationEnabled(false);
    Path lists = files.revoked();
    if (lists != null && revoked != null) {
      PKIXRevocationChecker checker =
          (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
      // The lists are in the file: a handshake asks nobody over the network.
      checker.setOptions(
          EnumSet.of(
              PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
      parameters.addCertStore(
          CertStore.getInstance(
              "Collection", new CollectionCertStoreParameters(Pem.revoked(lists, revoked))));
      parameters.addCertPathChecker(checker);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(new CertPathTrustManagerParameters(parameters));
    return trust;
  }
}
