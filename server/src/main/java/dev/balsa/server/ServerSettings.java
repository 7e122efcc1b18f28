package dev.balsa.server;

/**
 * Every bound of the server, checked once.
 *
 * @param threads event loops; 1 to 64
 * @param bodyBytesMax longest body of a request, in bytes; the JSON of the longest command is a
 *     third longer than the command; 1 KiB to 128 MiB
 * @param bodiesBytesMax bodies of all requests that are arriving or waiting for their answer
 *     together, in bytes; {@code bodyBytesMax} to 64 GiB
 * @param headerBytesMax longest request line and longest sum of headers, in bytes; 256 to 1 MiB
 * @param jsonDepthMax deepest nesting of JSON; 1 to 1,000
 * @param replyBytesMax longest answer to a read, measured in keys and values, in bytes; 1 KiB to 1
 *     GiB
 * @param repliesBytesMax all long answers that wait for their readers together, in bytes; {@code
 *     replyBytesMax} to 64 GiB
 * @param connectionsMax connections at a time; 1 to 1,000,000
 * @param connectionsPerAddressMax connections of one address; 1 to {@code connectionsMax}
 * @param idleTimeoutMillis how long a connection may ask nothing; 10 to 3,600,000
 * @param requestTimeoutMillis how long a request may take to arrive once its first byte is there;
 *     10 to 3,600,000
 * @param answerTimeoutMillis how long the member may take to answer. It gives up by itself before;
 *     this is for one that is stuck; 10 to 3,600,000
 * @param writeTimeoutMillis how long a reader may take nothing of what is sent to it; 10 to
 *     3,600,000
 * @param healthTimeoutMillis how long the read behind the health answer may take; 10 to 60,000
 * @param eventStreamsMax readers of the event stream at a time; 0 to 1,000
 * @param rates how much one client may ask
 */
public record ServerSettings(
    int threads,
    int bodyBytesMax,
    long bodiesBytesMax,
    int headerBytesMax,
    int jsonDepthMax,
    long replyBytesMax,
    long repliesBytesMax,
    int connectionsMax,
    int connectionsPerAddressMax,
    int idleTimeoutMillis,
    int requestTimeoutMillis,
    int answerTimeoutMillis,
    int writeTimeoutMillis,
    int healthTimeoutMillis,
    int eventStreamsMax,
    RateLimits rates) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long GIB = 1 << 30;
  private static final int HOUR_MILLIS = 3_600_000;

  /** Fit for one member on a small machine. */
  public static final ServerSettings STANDARD =
      new ServerSettings(
          2,
          2 * MIB + 512 * KIB,
          128 * MIB,
          16 * KIB,
          100,
          64 * MIB,
          256 * MIB,
          4096,
          1024,
          60_000,
          20_000,
          15_000,
          10_000,
          2_000,
          16,
          RateLimits.STANDARD);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public ServerSettings {
    Bounds.range("threads", threads, 1, 64);
    Bounds.range("bodyBytesMax", bodyBytesMax, KIB, 128 * MIB);
    Bounds.range("bodiesBytesMax", bodiesBytesMax, bodyBytesMax, 64 * GIB);
    Bounds.range("headerBytesMax", headerBytesMax, 256, MIB);
    Bounds.range("jsonDepthMax", jsonDepthMax, 1, 1000);
    Bounds.range("replyBytesMax", replyBytesMax, KIB, GIB);
    Bounds.range("repliesBytesMax", repliesBytesMax, replyBytesMax, 64 * GIB);
    Bounds.range("connectionsMax", connectionsMax, 1, 1_000_000);
    Bounds.range("connectionsPerAddressMax", connectionsPerAddressMax, 1, connectionsMax);
    Bounds.range("idleTimeoutMillis", idleTimeoutMillis, 10, HOUR_MILLIS);
    Bounds.range("requestTimeoutMillis", requestTimeoutMillis, 10, HOUR_MILLIS);
    Bounds.range("answerTimeoutMillis", answerTimeoutMillis, 10, HOUR_MILLIS);
    Bounds.range("writeTimeoutMillis", writeTimeoutMillis, 10, HOUR_MILLIS);
    Bounds.range("healthTimeoutMillis", healthTimeoutMillis, 10, 60_000);
    Bounds.range("eventStreamsMax", eventStreamsMax, 0, 1000);
  }

  /** The same settings with other bounds on what a request may carry. */
  public ServerSettings withBodies(int newBodyBytesMax, long newBodiesBytesMax) {
    return new ServerSettings(
        threads,
        newBodyBytesMax,
        newBodiesBytesMax,
        headerBytesMax,
        jsonDepthMax,
        replyBytesMax,
        repliesBytesMax,
        connectionsMax,
        connectionsPerAddressMax,
        idleTimeoutMillis,
        requestTimeoutMillis,
        answerTimeoutMillis,
        writeTimeoutMillis,
        healthTimeoutMillis,
        eventStreamsMax,
        rates);
  }

  /** The same settings with other bounds on long answers. */
  public ServerSettings withReplies(long newReplyBytesMax, long newRepliesBytesMax) {
    return new ServerSettings(
        threads,
        bodyBytesMax,
        bodiesBytesMax,
        headerBytesMax,
        jsonDepthMax,
        newReplyBytesMax,
        newRepliesBytesMax,
        connectionsMax,
        connectionsPerAddressMax,
        idleTimeoutMillis,
        requestTimeoutMillis,
        answerTimeoutMillis,
        writeTimeoutMillis,
        healthTimeoutMillis,
        eventStreamsMax,
        rates);
  }

  /** The same settings with other bounds on connections and event streams. */
  public ServerSettings withConnections(
      int newConnectionsMax, int newConnectionsPerAddressMax, int newEventStreamsMax) {
    return new ServerSettings(
        threads,
        bodyBytesMax,
        bodiesBytesMax,
        headerBytesMax,
        jsonDepthMax,
        replyBytesMax,
        repliesBytesMax,
        newConnectionsMax,
        newConnectionsPerAddressMax,
        idleTimeoutMillis,
        requestTimeoutMillis,
        answerTimeoutMillis,
        writeTimeoutMillis,
        healthTimeoutMillis,
        newEventStreamsMax,
        rates);
  }

  /** The same settings with other bounds on the patience with clients. */
  public ServerSettings withClientTimeouts(
      int newIdleTimeoutMillis, int newRequestTimeoutMillis, int newWriteTimeoutMillis) {
    return new ServerSettings(
        threads,
        bodyBytesMax,
        bodiesBytesMax,
        headerBytesMax,
        jsonDepthMax,
        replyBytesMax,
        repliesBytesMax,
        connectionsMax,
        connectionsPerAddressMax,
        newIdleTimeoutMillis,
        newRequestTimeoutMillis,
        answerTimeoutMillis,
        newWriteTimeoutMillis,
        healthTimeoutMillis,
        eventStreamsMax,
        rates);
  }

  /** The same settings with other bounds on the patience with the member. */
  public ServerSettings withMemberTimeouts(int newAnswerTimeoutMillis, int newHealthTimeoutMillis) {
    return new ServerSettings(
        threads,
        bodyBytesMax,
        bodiesBytesMax,
        headerBytesMax,
        jsonDepthMax,
        replyBytesMax,
        repliesBytesMax,
        connectionsMax,
        connectionsPerAddressMax,
        idleTimeoutMillis,
        requestTimeoutMillis,
        newAnswerTimeoutMillis,
        writeTimeoutMillis,
        newHealthTimeoutMillis,
        eventStreamsMax,
        rates);
  }

  /** The same settings with other bounds on what one client may ask. */
  public ServerSettings with(RateLimits newRates) {
    return new ServerSettings(
        threads,
        bodyBytesMax,
        bodiesBytesMax,
        headerBytesMax,
        jsonDepthMax,
        replyBytesMax,
        repliesBytesMax,
        connectionsMax,
        connectionsPerAddressMax,
        idleTimeoutMillis,
        requestTimeoutMillis,
        answerTimeoutMillis,
        writeTimeoutMillis,
        healthTimeoutMillis,
        eventStreamsMax,
        newRates);
  }
}
