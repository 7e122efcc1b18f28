package dev.balsa.server;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;

/** By what a client is told from others. */
final class ClientName {
  /** A subject longer than this, in characters, is not kept; no real one is. */
  static final int SUBJECT_CHARS_MAX = 256;

  private ClientName() {}

  /**
   * The subject of the certificate that the client has shown, else its address. Behind a proxy all
   * are one: what the proxy says of them in headers anybody could say.
   */
  static String of(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      try {
        Certificate[] shown = tls.engine().getSession().getPeerCertificates();
        if (shown[0] instanceof X509Certificate certificate) {
          return of(certificate.getSubjectX500Principal().getName(), certificate.getSerialNumber());
        }
      } catch (SSLPeerUnverifiedException nameless) {
        return address(channel);
      }
    }
    return address(channel);
  }

  /** The name that a certificate gives, if it is one that can be kept, else its number. */
  static String of(String subject, BigInteger serialNumber) {
    return subject.isEmpty() || subject.length() > SUBJECT_CHARS_MAX
        ? "certificate " + serialNumber.toString(16)
        : subject;
  }

  private static String address(Channel channel) {
    return ((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress();
  }
}
