/**
 * Certificates: read from PEM files, read again when they change, and made for trying out. What is
 * built from them belongs to Netty's and the JDK's TLS.
 */
@NullMarked
package dev.balsa.net.tls;

import org.jspecify.annotations.NullMarked;
