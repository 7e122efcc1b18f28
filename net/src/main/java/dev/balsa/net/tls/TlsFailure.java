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
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says to people why two sides found no common ground for a secret talk. */
public final class TlsFailure {
  private static final String UNTRUSTED =
      "the other side's certificate does not come from an authority that is trusted here; compare"
          + " the files of trusted authorities";
  private static final String ALERT = "fatal alert: ";

  /** An alert of the other side, or what Java says of what the other side offers. */
  private static final Pattern VERSIONS_DIFFER =
      Pattern.compile("protocol_version|protocol .*not (enabled|accepted|supported)");

  private TlsFailure() {}

  /**
   * What went wrong and what to do, or null if the cause has nothing to do with TLS.
   *
   * @param own this side's certificate, if it has one: who is refused is told little of why, and
   *     its own dates are the commonest reason
   */
  public static @Nullable String text(Throwable thrown, @Nullable X509Certificate own) {
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
    return tls == null ? null : text(tls, own);
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

  private static String text(SSLException tls, @Nullable X509Certificate own) {
    String message = String.valueOf(tls.getMessage());
    if (VERSIONS_DIFFER.matcher(message).find()) {
      return "the two sides have no version of TLS in common ("
          + message
          + "); it is 1.3, and 1.2 as well only where that was allowed (--tls-min-version)";
    }
    int alert = message.indexOf(ALERT);
    if (alert >= 0 && own != null && !isValidNow(own)) {
      return "the other side does not accept this side's certificate, which is valid from "
          + own.getNotBefore().toInstant()
          + " to "
          + own.getNotAfter().toInstant()
          + " and not now; renew it, or set the clock";
    }
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

  private static boolean isValidNow(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException notNow) {
      return false;
    }
  }
}
