package dev.balsa.net.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslClosedEngineException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says to people why two sides found no common ground for a secret talk. */
public final class TlsFailure {
  private static final String UNTRUSTED =
      "the other side's certificate does not come from an authority that is trusted here; compare"
          + " the files of trusted authorities";
  private static final String ALERT = "fatal alert: ";

  private TlsFailure() {}

  /** What went wrong and what to do, or null if the cause has nothing to do with TLS. */
  public static @Nullable String text(Throwable thrown) {
    SSLException tls = null;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SslClosedEngineException) {
        return null;
      }
      if (cause instanceof SSLException ssl && tls == null) {
        tls = ssl;
      }
      String reason = reason(cause);
      if (reason != null) {
        return reason;
      }
    }
    return tls == null ? null : text(tls);
  }

  private static @Nullable String reason(Throwable cause) {
    return switch (cause) {
      case NotSslRecordException plain ->
          "the other side does not speak TLS; all members must, or none";
      case CertificateExpiredException expired ->
          "the other side's certificate has expired (" + expired.getMessage() + "); renew it";
      case CertificateNotYetValidException early ->
          "the other side's certificate is not valid yet ("
              + early.getMessage()
              + "); compare the clocks";
      case CertificateRevokedException revoked ->
          "the other side's certificate was revoked on "
              + revoked.getRevocationDate().toInstant()
              + "; give it a new one";
      case CertPathBuilderException untrusted when untrusted.getCause() == null -> UNTRUSTED;
      // Another authority of the same name.
      case SignatureException forged -> UNTRUSTED;
      case CertPathValidatorException invalid
          when invalid.getReason() == BasicReason.INVALID_SIGNATURE ->
          UNTRUSTED;
      case CertPathValidatorException invalid
          when invalid.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS ->
          "the list of revoked certificates does not cover the other side's certificate, or is past"
              + " its next update; renew the list";
      default -> null;
    };
  }

  private static String text(SSLException tls) {
    String message = String.valueOf(tls.getMessage());
    int alert = message.indexOf(ALERT);
    if (alert >= 0) {
      return "the other side does not accept this side's certificate or its TLS ("
          + message.substring(alert + ALERT.length())
          + "); its log says why; check the dates of this side's certificate and whether the other"
          + " side trusts its authority";
    }
    if (message.contains("Empty client certificate chain")) {
      return "the other side shows no certificate; give it one";
    }
    return "TLS failed: " + message;
  }
}
