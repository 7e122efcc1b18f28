package dev.balsa.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of certificates in use as time goes by. The test turns the time. */
class CertificatesTest {
  private final List<String> told = new ArrayList<>();
  @TempDir Path folder;
  private volatile Instant now = Instant.now();

  private final Certificates.Watcher watcher =
      new Certificates.Watcher() {
        @Override
        public void loaded(String text) {
          told.add("loaded: " + text);
        }

        @Override
        public void kept(String text) {
          told.add("kept: " + text);
        }
      };

  /** Does what a handshake does, and waits for it. */
  private static void handshake(Certificates certificates) {
    CompletableFuture<CurrentCertificates> done = new CompletableFuture<>();
    certificates.fresh(done::complete);
    assertThat(done.join()).isNotNull();
  }

  @Test
  void aCertificateThatRunsOutWhileItIsInUseIsToldOnce() throws Exception {
    Instant start = now;
    TrialAuthority authority =
        TrialAuthority.create(
            "ca", start.minus(Duration.ofDays(1)), start.plus(Duration.ofDays(9)));
    Path trusted = folder.resolve("ca.crt");
    authority.write(trusted);
    authority
        .issue("m", "", List.of(), start.minusSeconds(60), start.plus(Duration.ofDays(1)))
        .write(folder, "m");
    TlsFiles files = TlsFiles.of(folder.resolve("m.crt"), folder.resolve("m.key"), trusted);
    try (Certificates certificates = Certificates.load(files, null, watcher, () -> now)) {
      handshake(certificates);
      assertThat(told).isEmpty();
      now = start.plus(Duration.ofDays(2));
      handshake(certificates);
      handshake(certificates);
      assertThat(told).hasSize(1);
      assertThat(told.getFirst())
          .startsWith("kept: " + files.certificate() + " is valid from ")
          .endsWith(" and not now; renew it, or set the clock");

      Files.delete(files.certificate());
      Files.delete(files.key());
      authority.issue("m", "", List.of()).write(folder, "m");
      handshake(certificates);
      handshake(certificates);
      assertThat(told).hasSize(2);
      assertThat(told.getLast()).startsWith("loaded: new certificates are in use");
    }
  }
}
