package dev.balsa.net.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a process finds its certificates, all as PEM. The files are read at the start and again at
 * each handshake, so that they can be replaced while it runs.
 *
 * @param certificate this side's certificate, and behind it those that lead to the authority
 * @param key its private key, PKCS #8 and not encrypted; nobody but this process's user should be
 *     able to read it
 * @param trusted certificates of the authorities that the other side's certificate must come from;
 *     null if the other side needs none
 * @param revoked lists of certificates that count no more, one for each authority, or null. A list
 *     that is past its next update stops every handshake
 * @param allowTls12 whether TLS 1.2 is spoken too, and not 1.3 alone
 */
public record TlsFiles(
    Path certificate,
    Path key,
    @Nullable Path trusted,
    @Nullable Path revoked,
    boolean allowTls12) {
  /** The longest of these files that is read, in bytes. */
  public static final int FILE_BYTES_MAX = 1 << 20;

  /**
   * Checks what fits together.
   *
   * @throws IllegalArgumentException if there are revoked certificates of no trusted authority
   */
  public TlsFiles {
    if (revoked != null && trusted == null) {
      throw new IllegalArgumentException(
          "a list of revoked certificates needs the authority that issued it; name its file too");
    }
  }

  /** The files of a side that demands a certificate of the other, too; TLS 1.3 alone. */
  public static TlsFiles of(Path certificate, Path key, Path trusted) {
    return new TlsFiles(certificate, key, trusted, null, false);
  }

  /** With a file of revoked certificates. */
  public TlsFiles withRevoked(Path newRevoked) {
    return new TlsFiles(certificate, key, trusted, newRevoked, allowTls12);
  }

  /** With TLS 1.2 beside 1.3. */
  public TlsFiles withTls12() {
    return new TlsFiles(certificate, key, trusted, revoked, true);
  }
}
