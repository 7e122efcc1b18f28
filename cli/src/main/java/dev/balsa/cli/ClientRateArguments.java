package dev.balsa.cli;

import dev.balsa.lab.SnapshotArguments;
import dev.balsa.server.RateLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a member about how much one client may ask. */
final class ClientRateArguments {
  @Option(
      names = "--client-rate",
      paramLabel = "N",
      description =
          "Requests per second of one client; one that asks more is told to wait. Clients are told apart by"
              + " their certificates, else by their addresses. 0 for no limit (default: 10000).")
  private @Nullable Integer requestsPerSecond;

  @Option(
      names = "--client-burst",
      paramLabel = "N",
      description = "So many at once before that counts (default: twice as many as per second).")
  private @Nullable Integer requestsBurst;

  @Option(
      names = "--client-bytes",
      paramLabel = "BYTES",
      converter = SnapshotArguments.ByteCount.class,
      description =
          "What one client sends and gets per second, and twice that at once; 0 for no limit (default:"
              + " 128MiB).")
  private @Nullable Long bytesPerSecond;

  /**
   * The limits these options ask for.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  RateLimits limits() {
    RateLimits limits = RateLimits.STANDARD;
    Integer rate = requestsPerSecond;
    if (rate != null) {
      limits = limits.withRequests(rate, (int) twice(rate, RateLimits.REQUESTS_BURST_MOST));
    }
    if (requestsBurst != null) {
      limits = limits.withRequests(limits.requestsPerSecond(), requestsBurst);
    }
    Long bytes = bytesPerSecond;
    return bytes == null
        ? limits
        : limits.withBytes(bytes, twice(bytes, RateLimits.BYTES_BURST_MOST));
  }

  private static long twice(long rate, long most) {
    return rate > most / 2 ? most : Math.max(1, 2 * rate);
  }
}
