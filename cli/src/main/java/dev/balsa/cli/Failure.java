package dev.balsa.cli;

import dev.balsa.BalsaStartException;
import dev.balsa.log.DamagedLogException;
import dev.balsa.net.InsecureListenException;
import dev.balsa.net.tls.CertificateFilesException;
import dev.balsa.node.DivergedException;
import dev.balsa.node.RemovedException;
import dev.balsa.node.RequestException;
import dev.balsa.server.client.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A command cannot go on, and says to a person what, where and what to do next. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode code;
  private final Faq faq;

  Failure(ExitCode code, Faq faq, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.faq = faq;
  }

  /** With the question that people ask at this exit code. */
  Failure(ExitCode code, String message) {
    this(code, code.faq(), message, null);
  }

  ExitCode code() {
    return code;
  }

  Faq faq() {
    return faq;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  /** What an exception means to whoever gave the command. */
  static Failure of(Throwable thrown) {
    return switch (thrown) {
      case Failure failure -> failure;
      case BalsaStartException refused -> start(refused);
      case GatewayException.NotDone nothing ->
          make(
              ExitCode.UNAVAILABLE,
              nothing,
              sentence(nothing) + " Try again, or ask others with --endpoints.");
      case GatewayException.Unknown unknown ->
          make(
              ExitCode.UNKNOWN,
              unknown,
              sentence(unknown) + " Whether it happened is unknown: read before you repeat it.");
      case GatewayException.Refused refused ->
          new Failure(
              ExitCode.FAILED,
              Faq.REFUSED,
              "Refused: " + sentence(refused) + " Nothing happened.",
              refused);
      case RequestException.NotDone nothing ->
          make(ExitCode.UNAVAILABLE, nothing, sentence(nothing));
      case RequestException.Unknown unknown -> make(ExitCode.UNKNOWN, unknown, sentence(unknown));
      case RemovedException removed -> make(ExitCode.REMOVED, removed, sentence(removed));
      case InsecureListenException insecure ->
          make(ExitCode.INSECURE, insecure, sentence(insecure));
      case IllegalArgumentException wrong -> make(ExitCode.USAGE, wrong, sentence(wrong));
      case UncheckedIOException wrapped -> io(Objects.requireNonNull(wrapped.getCause()));
      case IOException io -> io(io);
      default ->
          new Failure(
              ExitCode.FAILED,
              Faq.UNEXPECTED,
              "Unexpected: "
                  + thrown
                  + ". Repeat it with BALSA_DEBUG=1 to see where it comes from.",
              thrown);
    };
  }

  /** A member that ran has stopped by itself. */
  static Failure stopped(long member, Throwable cause) {
    ExitCode code =
        switch (cause) {
          case DivergedException other -> ExitCode.DIVERGED;
          case UncheckedIOException io when io.getCause() instanceof DamagedLogException ->
              ExitCode.DAMAGED;
          default -> ExitCode.NODE_FAILED;
        };
    return make(
        code,
        cause,
        code == ExitCode.DIVERGED
            ? sentence(cause)
            : "Member " + member + " could not go on and has stopped: " + cause.getMessage());
  }

  private static Failure start(BalsaStartException refused) {
    return switch (refused.kind()) {
      case ADDRESS_BUSY -> make(ExitCode.ADDRESS_BUSY, refused, sentence(refused));
      case ADDRESS_UNUSABLE ->
          new Failure(ExitCode.USAGE, Faq.ADDRESS_UNUSABLE, sentence(refused), refused);
      case DIRECTORY_LOCKED -> make(ExitCode.SECOND_COPY, refused, sentence(refused));
      case WRONG_IDENTITY -> make(ExitCode.WRONG_IDENTITY, refused, sentence(refused));
      case DAMAGED -> make(ExitCode.DAMAGED, refused, sentence(refused));
      case DIRECTORY_UNUSABLE ->
          new Failure(ExitCode.USAGE, Faq.DIRECTORY, sentence(refused), refused);
      case RETIRED -> make(ExitCode.RETIRED, refused, sentence(refused));
      case INSECURE -> make(ExitCode.INSECURE, refused, sentence(refused));
      case CERTIFICATES_UNUSABLE ->
          new Failure(ExitCode.USAGE, Faq.CERTIFICATES, sentence(refused), refused);
    };
  }

  private static Failure io(IOException io) {
    return switch (io) {
      case BindException busy -> make(ExitCode.ADDRESS_BUSY, busy, sentence(busy));
      case CertificateFilesException unusable ->
          new Failure(ExitCode.USAGE, Faq.CERTIFICATES, sentence(unusable), unusable);
      case NoSuchFileException missing ->
          new Failure(
              ExitCode.USAGE,
              Faq.DIRECTORY,
              "There is no " + missing.getFile() + ". Check the path.",
              missing);
      case AccessDeniedException denied ->
          new Failure(
              ExitCode.USAGE,
              Faq.DIRECTORY,
              "No permission for " + denied.getFile() + ". Check its owner and permissions.",
              denied);
      default -> make(ExitCode.FAILED, io, sentence(io));
    };
  }

  private static Failure make(ExitCode code, Throwable cause, String message) {
    return new Failure(code, code.faq(), message, cause);
  }

  private static String sentence(Throwable thrown) {
    String message = thrown.getMessage();
    String text = message == null || message.isBlank() ? thrown.toString() : message.strip();
    String start = Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return start.endsWith(".") || start.endsWith("!") ? start : start + ".";
  }
}
