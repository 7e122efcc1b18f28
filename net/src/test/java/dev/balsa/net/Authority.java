package dev.balsa.net;

import dev.balsa.net.tls.CertificateNames;
import dev.balsa.net.tls.TlsFiles;
import dev.balsa.net.tls.TrialAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Certificates of a test's members, in files. */
final class Authority {
  static final String CLUSTER = "my lab";

  private final Path folder;
  private final TrialAuthority authority;
  private int written;

  Authority(Path folder) {
    this.folder = folder;
    Instant now = Instant.now();
    this.authority =
        TrialAuthority.create("test", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
    write(file("ca.crt"), () -> authority.write(file("ca.crt")));
  }

  TrialAuthority trial() {
    return authority;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  private interface Writing {
    void run() throws IOException;
  }

  private static void write(Path file, Writing writing) {
    try {
      Files.deleteIfExists(file);
      writing.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TrialAuthority.Issued issue(long member) {
    return authority.issue("m" + member, CertificateNames.member(CLUSTER, member), List.of());
  }

  TrialAuthority.Issued expired(long member) {
    Instant now = Instant.now();
    return authority.issue(
        "m" + member,
        CertificateNames.member(CLUSTER, member),
        List.of(),
        now.minus(Duration.ofDays(1)),
        now.minus(Duration.ofHours(1)));
  }

  /** The files of a certificate, under names that nobody has. */
  TlsFiles files(TrialAuthority.Issued issued) {
    written++;
    String name = "c" + written;
    replace(name, issued);
    return TlsFiles.of(file(name + ".crt"), file(name + ".key"), file("ca.crt"));
  }

  /** Puts a certificate and its key in the place of former ones. */
  void replace(String name, TrialAuthority.Issued issued) {
    write(file(name + ".crt"), () -> Files.deleteIfExists(file(name + ".key")));
    write(file(name + ".crt"), () -> issued.write(folder, name));
  }

  /** The files of a member's own certificate. */
  TlsFiles member(long member) {
    return files(issue(member));
  }
}
