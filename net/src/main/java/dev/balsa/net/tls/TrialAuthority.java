package dev.balsa.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority that issues certificates for trying out and for tests. Its key lives in memory and
 * is gone with it: who wants to issue more later, revoke, or protect the key needs a real one.
 */
public final class TrialAuthority {
  private static final byte[] SHA256_WITH_ECDSA = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final int KEY_CERT_SIGN_AND_CRL_SIGN = 0b0000_0110;
  private static final int DIGITAL_SIGNATURE = 0b1000_0000;
  private static final int DNS_NAME = 0x82;
  private static final int URI = 0x86;
  private static final int IP_ADDRESS = 0x87;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A certificate and its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {
    /**
     * Writes {@code NAME.crt} and {@code NAME.key}, the key readable by this user only.
     *
     * @throws IOException if one of them exists or cannot be written
     */
    public void write(Path directory, String name) throws IOException {
      try {
        byte[] encoded = certificate.getEncoded();
        writeNew(directory.resolve(name + ".crt"), Pem.certificate(encoded), "rw-r--r--");
        writeNew(directory.resolve(name + ".key"), Pem.key(key.getEncoded()), "rw-------");
      } catch (GeneralSecurityException e) {
        throw new IOException("a certificate cannot be encoded", e);
      }
    }
  }

  private final String name;
  private final KeyPair keys;
  private final Instant from;
  private final Instant until;
  private final X509Certificate certificate;

  private TrialAuthority(String name, Instant from, Instant until) throws GeneralSecurityException {
    this.name = name;
    this.from = from;
    this.until = until;
    this.keys = keys();
    byte[] extensions =
        Der.sequence(
            extension("2.5.29.19", true, Der.sequence(Der.yes())),
            extension("2.5.29.15", true, Der.flags(KEY_CERT_SIGN_AND_CRL_SIGN)));
    this.certificate = certificate(name, keys, from, until, extensions);
  }

  /**
   * A new authority with a key of its own.
   *
   * @param name for people to read
   */
  public static TrialAuthority create(String name, Instant from, Instant until) {
    try {
      return new TrialAuthority(name, from, until);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256 and SHA-256", e);
    }
  }

  /** The authority's own certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /**
   * Issues a certificate for both ends of connections, valid as long as the authority's.
   *
   * @param subject for people to read
   * @param uri that it names, such as {@link CertificateNames#member}; empty for none
   * @param hosts host names and addresses that it names
   */
  public Issued issue(String subject, String uri, List<String> hosts) {
    return issue(subject, uri, hosts, from, until);
  }

  /** As {@link #issue(String, String, List)}, with dates of its own. */
  public Issued issue(
      String subject, String uri, List<String> hosts, Instant notBefore, Instant notAfter) {
    List<byte[]> names = new ArrayList<>();
    if (!uri.isEmpty()) {
      names.add(Der.ascii(URI, uri));
    }
    for (String host : hosts) {
      names.add(host(host));
    }
    List<byte[]> extensions = new ArrayList<>();
    extensions.add(extension("2.5.29.15", true, Der.flags(DIGITAL_SIGNATURE)));
    extensions.add(
        extension(
            "2.5.29.37",
            false,
            Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"), Der.oid("1.3.6.1.5.5.7.3.2"))));
    if (!names.isEmpty()) {
      extensions.add(extension("2.5.29.17", false, Der.sequence(names.toArray(byte[][]::new))));
    }
    try {
      KeyPair own = keys();
      byte[] all = Der.sequence(extensions.toArray(byte[][]::new));
      return new Issued(certificate(subject, own, notBefore, notAfter, all), own.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256 and SHA-256", e);
    }
  }

  /** A list of certificates that count no more, as PEM. */
  public String revoke(List<X509Certificate> revoked, Instant thisUpdate, Instant nextUpdate) {
    List<byte[]> entries = new ArrayList<>();
    for (X509Certificate each : revoked) {
      entries.add(Der.sequence(Der.integer(each.getSerialNumber()), Der.time(thisUpdate)));
    }
    byte[] list = entries.isEmpty() ? new byte[0] : Der.sequence(entries.toArray(byte[][]::new));
    byte[] number = extension("2.5.29.20", false, Der.integer(BigInteger.ONE));
    byte[] body =
        Der.sequence(
            Der.integer(BigInteger.ONE),
            SHA256_WITH_ECDSA,
            subject(name),
            Der.time(thisUpdate),
            Der.time(nextUpdate),
            list,
            Der.of(0xa0, Der.sequence(number)));
    try {
      return Pem.revoked(signed(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256 and SHA-256", e);
    }
  }

  /**
   * Writes the authority's certificate, and not its key.
   *
   * @throws IOException if the file exists or cannot be written
   */
  public void write(Path file) throws IOException {
    try {
      writeNew(file, Pem.certificate(certificate.getEncoded()), "rw-r--r--");
    } catch (GeneralSecurityException e) {
      throw new IOException("a certificate cannot be encoded", e);
    }
  }

  private static void writeNew(Path file, String text, String permissions) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
            }
            : new FileAttribute<?>[0];
    Files.createFile(file, attributes);
    Files.writeString(file, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private X509Certificate certificate(
      String subject, KeyPair own, Instant notBefore, Instant notAfter, byte[] extensions)
      throws GeneralSecurityException {
    byte[] body =
        Der.sequence(
            Der.of(0xa0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(120, RANDOM).setBit(120)),
            SHA256_WITH_ECDSA,
            subject(name),
            Der.sequence(Der.time(notBefore), Der.time(notAfter)),
            subject(subject),
            own.getPublic().getEncoded(),
            Der.of(0xa3, extensions));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(signed(body)));
  }

  private byte[] signed(byte[] body) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(body);
    return Der.sequence(body, SHA256_WITH_ECDSA, Der.bits(signature.sign()));
  }

  private static byte[] subject(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName))));
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    byte[] wrapped = Der.of(Der.OCTET_STRING, value);
    return critical
        ? Der.sequence(Der.oid(oid), Der.yes(), wrapped)
        : Der.sequence(Der.oid(oid), wrapped);
  }

  private static byte[] host(String host) {
    boolean numeric = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    if (!numeric) {
      return Der.ascii(DNS_NAME, host);
    }
    try {
      // A literal is not looked up anywhere.
      return Der.of(IP_ADDRESS, InetAddress.getByName(host).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(host + " is no address", e);
    }
  }
}
