package dev.balsa.net;

import java.net.InetSocketAddress;

/** A port would be open to other machines, and nobody would ask who they are. */
public final class InsecureListenException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  InsecureListenException(String whom, InetSocketAddress address) {
    super(
        "will not listen for "
            + whom
            + " on "
            + address.getAddress().getHostAddress()
            + ":"
            + address.getPort()
            + ": other machines can reach it, and without TLS whoever does is believed; name"
            + " certificates, or a loopback address, or say that it is to be unsafe");
  }
}
