package dev.balsa;

/** Reads addresses as people write them: {@code host:port} or {@code [IPv6 address]:port}. */
final class HostPort {
  private HostPort() {}

  static String host(String address) {
    String host = address.substring(0, colon(address));
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || host.indexOf(':') >= 0) {
      throw bad(address);
    }
    return host;
  }

  static int port(String address) {
    try {
      return Integer.parseInt(address.substring(colon(address) + 1));
    } catch (NumberFormatException e) {
      throw bad(address);
    }
  }

  private static int colon(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 0) {
      throw bad(address);
    }
    return colon;
  }

  private static IllegalArgumentException bad(String address) {
    return new IllegalArgumentException(
        "\""
            + address
            + "\" is no address; write host:port, for example 127.0.0.1:8000 or [::1]:8000");
  }
}
