package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.balsa.log.DamagedLogException;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.node.DivergedException;
import dev.balsa.node.Divergence;
import dev.balsa.node.RequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
  private static void becomes(Throwable thrown, ExitCode code, Faq faq, String text) {
    Failure failure = Failure.of(thrown);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.faq()).isEqualTo(faq);
    assertThat(failure.text()).isEqualTo(text);
  }

  @Test
  void aMemberThatStoppedByItselfSaysWhy() {
    Failure failed = Failure.stopped(2, new IllegalStateException("the disk broke"));
    assertThat(failed.code()).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(failed.text()).isEqualTo("Member 2 could not go on and has stopped: the disk broke");
    Divergence divergence =
        new Divergence(1024, 2048, new TreeMap<>(Map.of(1L, 7L, 2L, 66L, 3L, 7L)), 7L);
    Failure odd = Failure.stopped(2, new DivergedException(2, divergence));
    assertThat(odd.code()).isEqualTo(ExitCode.DIVERGED);
    assertThat(odd.faq()).isEqualTo(Faq.DIVERGED);
    assertThat(odd.text())
        .startsWith("Member 2 has another state than a majority: the first difference lies in")
        .contains("entries 1025 to 2048", "0000000000000042 on member 2");
  }

  @Test
  void aMemberThatFoundRotWhileItRanEndsAsOneThatFindsItAtAStart(@TempDir Path folder)
      throws IOException {
    LogSettings settings = LogSettings.STANDARD.withSizes(4096, 1024);
    SegmentedLog.open(FileDisk.at(folder), settings).close();
    Path segment = folder.resolve("0000000001.segment");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[20] ^= 1;
    Files.write(segment, bytes);
    DamagedLogException damage =
        catchThrowableOfType(
            DamagedLogException.class, () -> SegmentedLog.open(FileDisk.at(folder), settings));
    Failure failure = Failure.stopped(2, new UncheckedIOException("read again: rot", damage));
    assertThat(failure.code()).isEqualTo(ExitCode.DAMAGED);
    assertThat(failure.text())
        .isEqualTo("Member 2 could not go on and has stopped: read again: rot");
  }

  @Test
  void everyExceptionBecomesASentenceWithACode() {
    becomes(
        new IllegalArgumentException("port 0; it must be from 1 to 65535"),
        ExitCode.USAGE,
        Faq.USAGE,
        "Port 0; it must be from 1 to 65535.");
    becomes(
        new RequestException.NotDone(RequestException.NotDone.Reason.NO_LEADER, "no leader"),
        ExitCode.UNAVAILABLE,
        Faq.UNAVAILABLE,
        "No leader.");
    becomes(new RequestException.Unknown("who knows"), ExitCode.UNKNOWN, Faq.UNKNOWN, "Who knows.");
    becomes(
        new UncheckedIOException(new BindException("in use")),
        ExitCode.ADDRESS_BUSY,
        Faq.ADDRESS_BUSY,
        "In use.");
    becomes(
        new NoSuchFileException("a/b"),
        ExitCode.USAGE,
        Faq.DIRECTORY,
        "There is no a/b. Check the path.");
    becomes(
        new AccessDeniedException("a/b"),
        ExitCode.USAGE,
        Faq.DIRECTORY,
        "No permission for a/b. Check its owner and permissions.");
    becomes(new IOException("gone"), ExitCode.FAILED, Faq.FAILED, "Gone.");
    becomes(
        new IllegalStateException("odd"),
        ExitCode.FAILED,
        Faq.UNEXPECTED,
        "Unexpected: java.lang.IllegalStateException: odd. Repeat it with BALSA_DEBUG=1 to see where it comes"
            + " from.");
  }
}
