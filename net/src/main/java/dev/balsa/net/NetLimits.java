package dev.balsa.net;

/**
 * Every bound and time of the transport, checked once.
 *
 * @param frameBytesMax longest body of a frame; longer messages go in fragments, between which
 *     short ones pass; 1 KiB to 16 MiB
 * @param messageBytesMax longest message; {@code frameBytesMax} to 256 MiB
 * @param bulkBytesMax messages with payloads waiting for one member before further ones are
 *     dropped; {@code messageBytesMax} to 4 GiB
 * @param urgentBytesMax the same for messages without payloads (heartbeats, votes, answers); 4 KiB
 *     to 1 GiB
 * @param overtakeMillis how long an urgent message keeps its place behind messages with payloads
 *     before it overtakes them; 0 to 60,000
 * @param connectMillis time for a TCP connection; 10 to 60,000
 * @param handshakeMillis time for a handshake; 10 to 60,000
 * @param pingMillis time between two questions whether the other side is alive; 5 to 60,000
 * @param idleMillis a connection on which nothing has arrived for so long is dropped; twice {@code
 *     pingMillis} to 600,000
 * @param reconnectMillisMin first wait before dialling again, doubled after each failure; 1 to
 *     60,000
 * @param reconnectMillisMax longest such wait; {@code reconnectMillisMin} to 600,000
 * @param refusedRetryMillis wait after a refused handshake, which only people can mend; {@code
 *     reconnectMillisMin} to 3,600,000
 * @param handshakesMax inbound connections that have not finished their handshake; above it the
 *     oldest is closed; 1 to 10,000. Together with one connection for each member this bounds all
 *     inbound connections
 * @param handshakesPerAddressMax the same of one address, so that it does not push out the others;
 *     1 to {@code handshakesMax}
 * @param closeMillis time for {@link TcpTransport#close}; 10 to 60,000
 */
public record NetLimits(
    int frameBytesMax,
    int messageBytesMax,
    long bulkBytesMax,
    long urgentBytesMax,
    int overtakeMillis,
    int connectMillis,
    int handshakeMillis,
    int pingMillis,
    int idleMillis,
    int reconnectMillisMin,
    int reconnectMillisMax,
    int refusedRetryMillis,
    int handshakesMax,
    int handshakesPerAddressMax,
    int closeMillis) {
  static final int FRAME_BYTES_LEAST = 1 << 10;

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  /** Fit for machines in one building and for processes on one machine. */
  public static final NetLimits STANDARD =
      new NetLimits(
          64 * KIB, 8 * MIB, 32 * MIB, MIB, 10, 1000, 5000, 500, 3000, 50, 1000, 5000, 64, 16,
          2000);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the limit, its value and its range
   */
  public NetLimits {
    range("frameBytesMax", frameBytesMax, FRAME_BYTES_LEAST, 16 * MIB);
    range("messageBytesMax", messageBytesMax, frameBytesMax, 256 * MIB);
    range("bulkBytesMax", bulkBytesMax, messageBytesMax, 4 * GIB);
    range("urgentBytesMax", urgentBytesMax, 4 * KIB, GIB);
    range("overtakeMillis", overtakeMillis, 0, 60_000);
    range("connectMillis", connectMillis, 10, 60_000);
    range("handshakeMillis", handshakeMillis, 10, 60_000);
    range("pingMillis", pingMillis, 5, 60_000);
    range("idleMillis", idleMillis, 2L * pingMillis, 600_000);
    range("reconnectMillisMin", reconnectMillisMin, 1, 60_000);
    range("reconnectMillisMax", reconnectMillisMax, reconnectMillisMin, 600_000);
    range("refusedRetryMillis", refusedRetryMillis, reconnectMillisMin, 3_600_000);
    range("handshakesMax", handshakesMax, 1, 10_000);
    range("handshakesPerAddressMax", handshakesPerAddressMax, 1, handshakesMax);
    range("closeMillis", closeMillis, 10, 60_000);
  }

  /** The same limits with other sizes, in bytes. */
  public NetLimits withBytes(int frameMax, int messageMax, long bulkMax, long urgentMax) {
    return new NetLimits(
        frameMax,
        messageMax,
        bulkMax,
        urgentMax,
        overtakeMillis,
        connectMillis,
        handshakeMillis,
        pingMillis,
        idleMillis,
        reconnectMillisMin,
        reconnectMillisMax,
        refusedRetryMillis,
        handshakesMax,
        handshakesPerAddressMax,
        closeMillis);
  }

  /**
   * The same limits with other times for overtaking, for connecting and for noticing that a
   * connection is dead, in milliseconds.
   */
  public NetLimits withTimes(int overtake, int connect, int handshake, int ping, int idle) {
    return new NetLimits(
        frameBytesMax,
        messageBytesMax,
        bulkBytesMax,
        urgentBytesMax,
        overtake,
        connect,
        handshake,
        ping,
        idle,
        reconnectMillisMin,
        reconnectMillisMax,
        refusedRetryMillis,
        handshakesMax,
        handshakesPerAddressMax,
        closeMillis);
  }

  /** The same limits with other waits before dialling again, in milliseconds. */
  public NetLimits withReconnect(int first, int longest, int afterRefusal) {
    return new NetLimits(
        frameBytesMax,
        messageBytesMax,
        bulkBytesMax,
        urgentBytesMax,
        overtakeMillis,
        connectMillis,
        handshakeMillis,
        pingMillis,
        idleMillis,
        first,
        longest,
        afterRefusal,
        handshakesMax,
        handshakesPerAddressMax,
        closeMillis);
  }

  /** The same limits with other bounds on unfinished handshakes. */
  public NetLimits withHandshakesMax(int most, int mostPerAddress) {
    return new NetLimits(
        frameBytesMax,
        messageBytesMax,
        bulkBytesMax,
        urgentBytesMax,
        overtakeMillis,
        connectMillis,
        handshakeMillis,
        pingMillis,
        idleMillis,
        reconnectMillisMin,
        reconnectMillisMax,
        refusedRetryMillis,
        most,
        mostPerAddress,
        closeMillis);
  }

  /** The same limits with another time for closing, in milliseconds. */
  public NetLimits withCloseMillis(int millis) {
    return new NetLimits(
        frameBytesMax,
        messageBytesMax,
        bulkBytesMax,
        urgentBytesMax,
        overtakeMillis,
        connectMillis,
        handshakeMillis,
        pingMillis,
        idleMillis,
        reconnectMillisMin,
        reconnectMillisMax,
        refusedRetryMillis,
        handshakesMax,
        handshakesPerAddressMax,
        millis);
  }

  static void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
