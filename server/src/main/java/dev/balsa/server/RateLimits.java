package dev.balsa.server;

/**
 * How much one client may ask of a member, checked once. A client is whoever shows one certificate,
 * or, where none are shown, whoever comes from one address.
 *
 * @param requestsPerSecond requests of one client on the average; 0 for no limit, to 10,000,000
 * @param requestsBurst requests of one client at once, before the average counts; 1 to 100,000,000
 * @param bytesPerSecond what one client sends and gets on the average, bodies only; 0 for no limit,
 *     or 64 KiB to 1 TiB
 * @param bytesBurst the same at once; 1 to 1 TiB. What has begun is finished, and its length taken
 *     off what may come next
 * @param clientsMax clients remembered apart; those above it share the limits of one; 1 to
 *     1,000,000
 * @param refusedPauseMillis how long nothing more is read from a connection whose request was over
 *     a rate, so that refusing costs little; 0 to 1,000
 */
public record RateLimits(
    int requestsPerSecond,
    int requestsBurst,
    long bytesPerSecond,
    long bytesBurst,
    int clientsMax,
    int refusedPauseMillis) {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final long TIB = 1L << 40;

  /** The largest burst of requests that can be set. */
  public static final int REQUESTS_BURST_MOST = 100_000_000;

  /** The largest burst of bytes that can be set. */
  public static final long BYTES_BURST_MOST = TIB;

  /**
   * On, and above what programs do with a store that syncs to the disks of a majority: it is met by
   * loops gone wrong, and by load generators, which can switch it off.
   */
  public static final RateLimits STANDARD =
      new RateLimits(10_000, 20_000, 128 * MIB, 256 * MIB, 4096, 500);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public RateLimits {
    Bounds.range("requestsPerSecond", requestsPerSecond, 0, 10_000_000);
    Bounds.range("requestsBurst", requestsBurst, 1, REQUESTS_BURST_MOST);
    if (bytesPerSecond != 0) {
      Bounds.range("bytesPerSecond", bytesPerSecond, 64 * KIB, TIB);
    }
    Bounds.range("bytesBurst", bytesBurst, 1, BYTES_BURST_MOST);
    Bounds.range("clientsMax", clientsMax, 1, 1_000_000);
    Bounds.range("refusedPauseMillis", refusedPauseMillis, 0, 1000);
  }

  /** The same limits with others on requests. */
  public RateLimits withRequests(int newPerSecond, int newBurst) {
    return new RateLimits(
        newPerSecond, newBurst, bytesPerSecond, bytesBurst, clientsMax, refusedPauseMillis);
  }

  /** The same limits with others on bytes. */
  public RateLimits withBytes(long newPerSecond, long newBurst) {
    return new RateLimits(
        requestsPerSecond, requestsBurst, newPerSecond, newBurst, clientsMax, refusedPauseMillis);
  }

  /** The same limits with another number of clients. */
  public RateLimits withClientsMax(int newClientsMax) {
    return new RateLimits(
        requestsPerSecond,
        requestsBurst,
        bytesPerSecond,
        bytesBurst,
        newClientsMax,
        refusedPauseMillis);
  }

  /** The same limits with another pause. */
  public RateLimits withRefusedPause(int newMillis) {
    return new RateLimits(
        requestsPerSecond, requestsBurst, bytesPerSecond, bytesBurst, clientsMax, newMillis);
  }
}
