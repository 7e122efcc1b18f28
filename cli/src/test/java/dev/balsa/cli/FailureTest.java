package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.RequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static void becomes(Throwable thrown, ExitCode code, Faq faq, String text) {
    Failure failure = Failure.of(thrown);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.faq()).isEqualTo(faq);
    assertThat(failure.text()).isEqualTo(text);
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
