package dev.balsa.net;

import dev.balsa.net.tls.TlsFiles;
import java.net.InetSocketAddress;

/** How those who connect to a port are told from strangers. */
public sealed interface Security {
  /** Nobody but this machine connects: the port listens on a loopback address and no other. */
  record LoopbackOnly() implements Security {}

  /** Whoever reaches the port is believed, from wherever. For networks where nobody else is. */
  record UnsafePlaintext() implements Security {}

  /**
   * Certificates decide.
   *
   * @param files where they are
   */
  record Tls(TlsFiles files) implements Security {}

  /**
   * Checks that this is enough for an address.
   *
   * @param whom the port is for, as in "cannot listen for clients on"
   * @throws InsecureListenException if other machines could connect and nobody would ask who they
   *     are
   */
  default void check(InetSocketAddress address, String whom) {
    if (this instanceof LoopbackOnly
        && !address.isUnresolved()
        && !address.getAddress().isLoopbackAddress()) {
      throw new InsecureListenException(whom, address);
    }
  }
}
