package dev.balsa.server.client;

/**
 * The patience of a {@link GatewayClient}.
 *
 * @param connectTimeoutMillis for one connection; 1 to 600,000
 * @param requestTimeoutMillis for one request, all endpoints that are tried together; 1 to
 *     3,600,000. Should be above the request time-out of the members, or their own word on the
 *     outcome is not heard
 * @param replyBytesMax the longest answer taken, in bytes; 1 KiB to 1 GiB
 */
public record ClientSettings(
    int connectTimeoutMillis, int requestTimeoutMillis, int replyBytesMax) {
  /** Fit for members in one building. */
  public static final ClientSettings STANDARD = new ClientSettings(1_000, 10_000, 256 << 20);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public ClientSettings {
    range("connectTimeoutMillis", connectTimeoutMillis, 1, 600_000);
    range("requestTimeoutMillis", requestTimeoutMillis, 1, 3_600_000);
    range("replyBytesMax", replyBytesMax, 1 << 10, 1 << 30);
  }

  private static void range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
