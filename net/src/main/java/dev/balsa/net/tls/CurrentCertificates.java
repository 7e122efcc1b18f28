package dev.balsa.net.tls;

import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;

/**
 * What handshakes use until the files change.
 *
 * @param own this side's certificate
 * @param server for connections that others make
 * @param client for connections that this side makes; it does not look at host names, for a
 *     member's name is not its address
 */
public record CurrentCertificates(X509Certificate own, SslContext server, SslContext client) {}
