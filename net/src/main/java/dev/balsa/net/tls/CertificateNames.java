package dev.balsa.net.tls;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The names that certificates give to members. */
public final class CertificateNames {
  /** The kind of a URI among the alternative names of a subject (RFC 5280, §4.2.1.6). */
  private static final Integer URI_KIND = 6;

  private CertificateNames() {}

  /**
   * The name of a member, which its certificate bears as a URI among its subject alternative names:
   * {@code balsa://CLUSTER/member/ID}. In the cluster's name everything but {@code A-Z a-z 0-9 . _
   * -} is escaped as in a web form, with {@code %20} for a space.
   */
  public static String member(String cluster, long id) {
    String escaped =
        URLEncoder.encode(cluster, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    return "balsa://" + escaped + "/member/" + id;
  }

  /** All URIs that a certificate names. */
  public static Set<String> of(X509Certificate certificate) {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (URI_KIND.equals(alternative.get(0))) {
            names.add(String.valueOf(alternative.get(1)));
          }
        }
      }
    } catch (CertificateParsingException unreadable) {
      return Set.of();
    }
    return names;
  }
}
