package dev.balsa.net.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes what stands in PEM files: certificates, private keys, lists of the revoked. */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String CRL_LABEL = "X509 CRL";
  private static final String KEY = "PRIVATE KEY";

  private Pem() {}

  /** What stands between two lines of dashes. */
  private static final class Block {
    private final String label;
    private final byte[] bytes;

    Block(String label, byte[] bytes) {
      this.label = label;
      this.bytes = bytes;
    }
  }

  private static List<Block> blocks(Path file, byte[] text) throws CertificateFilesException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      try {
        blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        throw new CertificateFilesException(
            file + " has a " + matcher.group(1) + " that is no Base64; write the file again", e);
      }
    }
    return blocks;
  }

  /** The certificates of a file, in its order; at least one. */
  static List<X509Certificate> certificates(Path file, byte[] text)
      throws CertificateFilesException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(file, text)) {
      if (block.label.equals(CERTIFICATE)) {
        try {
          certificates.add(
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(block.bytes)));
        } catch (GeneralSecurityException e) {
          throw new CertificateFilesException(file + " has a certificate in pieces: " + e, e);
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateFilesException(
          file + " has no certificate; it must be PEM, with BEGIN CERTIFICATE", null);
    }
    return certificates;
  }

  /** The lists of revoked certificates of a file; at least one. */
  static List<X509CRL> revoked(Path file, byte[] text) throws CertificateFilesException {
    List<X509CRL> lists = new ArrayList<>();
    for (Block block : blocks(file, text)) {
      if (block.label.equals(CRL_LABEL)) {
        try {
          CRL list =
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(block.bytes));
          lists.add((X509CRL) list);
        } catch (GeneralSecurityException e) {
          throw new CertificateFilesException(file + " has a list in pieces: " + e, e);
        }
      }
    }
    if (lists.isEmpty()) {
      throw new CertificateFilesException(
          file + " has no list of revoked certificates; it must be PEM, with BEGIN X509 CRL", null);
    }
    return lists;
  }

  /**
   * The private key of a file.
   *
   * @param algorithm of the public key in its certificate
   */
  static PrivateKey key(Path file, byte[] text, String algorithm) throws CertificateFilesException {
    for (Block block : blocks(file, text)) {
      if (block.label.equals(KEY)) {
        try {
          return KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(block.bytes));
        } catch (GeneralSecurityException e) {
          throw new CertificateFilesException(
              file + " has no " + algorithm + " key, which its certificate is made for", e);
        }
      }
      if (block.label.endsWith(KEY)) {
        throw new CertificateFilesException(
            file
                + " has a key of the form "
                + block.label
                + "; write it as plain PKCS #8: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW",
            null);
      }
    }
    throw new CertificateFilesException(
        file + " has no private key; it must be PEM, with BEGIN PRIVATE KEY", null);
  }

  static String certificate(byte[] bytes) {
    return text(CERTIFICATE, bytes);
  }

  static String revoked(byte[] bytes) {
    return text(CRL_LABEL, bytes);
  }

  static String key(byte[] bytes) {
    return text(KEY, bytes);
  }

  private static String text(String label, byte[] bytes) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
