package dev.balsa;

import java.net.InetSocketAddress;

/**
 * A member of a cluster and where the others reach it.
 *
 * @param id from 1
 * @param host a host name or an address; an IPv6 address without brackets
 * @param port 1 to 65,535
 */
public record Member(long id, String host, int port) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the id or the port is out of range or the host is empty
   */
  public Member {
    if (id < 1) {
      throw new IllegalArgumentException("member id " + id + "; ids start at 1");
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("member " + id + " has no host");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "member " + id + " has port " + port + "; it must be from 1 to 65535");
    }
  }

  /**
   * A member with an address as {@code host:port} or {@code [address]:port}.
   *
   * @throws IllegalArgumentException if the address has not this form
   */
  public static Member of(long id, String address) {
    return new Member(id, HostPort.host(address), HostPort.port(address));
  }

  /** The address as {@code host:port}, with brackets around an IPv6 address. */
  public String address() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** The address for a transport, which resolves the name each time it connects. */
  InetSocketAddress socketAddress() {
    return InetSocketAddress.createUnresolved(host, port);
  }
}
