package dev.balsa.node;

/**
 * Every bound and time of a node, checked once. The core's own are in {@link
 * dev.balsa.core.Settings}.
 *
 * @param proposalBytesMax commands of clients that have not been answered yet, each counted with
 *     128 bytes on top; more are refused as overloaded; 64 KiB to 16 GiB, standard 64 MiB
 * @param readsMax reads of clients that have not been answered yet; more are refused as overloaded;
 *     1 to 10,000,000, standard 100,000
 * @param peerMessagesMax messages of other members waiting for the consensus loop; more are dropped
 *     and counted; 16 to 1,000,000, standard 16,384
 * @param peerBytesMax the same in bytes; 1 MiB to 16 GiB, standard 64 MiB
 * @param applyBytesMax entries read from the log and applied in one turn of the applier; 1 KiB to 1
 *     GiB, standard 1 MiB
 * @param requestTimeoutMillis time in which each request ends, one way or the other; 10 to
 *     3,600,000, standard 5,000
 * @param changeTimeoutMillis time in which the client of a change of the members gets an answer;
 *     the change itself may take longer; 10 to 86,400,000, standard 60,000
 * @param retryMillis pause before a request is offered again to a leader that has refused it; 1 to
 *     10,000, standard 50
 * @param closeTimeoutMillis how long closing waits for the threads to end; 10 to 600,000, standard
 *     5,000
 * @param handOverTimeoutMillis how long closing a leader waits, before all else, for another member
 *     to take over; 0 not to hand over, to 60,000, standard 2,000
 */
public record NodeLimits(
    long proposalBytesMax,
    int readsMax,
    int peerMessagesMax,
    long peerBytesMax,
    int applyBytesMax,
    int requestTimeoutMillis,
    int changeTimeoutMillis,
    int retryMillis,
    int closeTimeoutMillis,
    int handOverTimeoutMillis) {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  /** Fit for most programs. */
  public static final NodeLimits STANDARD =
      new NodeLimits(64 * MIB, 100_000, 16_384, 64 * MIB, 1 << 20, 5_000, 60_000, 50, 5_000);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public NodeLimits {
    range("proposalBytesMax", proposalBytesMax, 64 * KIB, 16 * GIB);
    range("readsMax", readsMax, 1, 10_000_000);
    range("peerMessagesMax", peerMessagesMax, 16, 1_000_000);
    range("peerBytesMax", peerBytesMax, MIB, 16 * GIB);
    range("applyBytesMax", applyBytesMax, KIB, GIB);
    range("requestTimeoutMillis", requestTimeoutMillis, 10, 3_600_000);
    range("changeTimeoutMillis", changeTimeoutMillis, 10, 86_400_000);
    range("retryMillis", retryMillis, 1, 10_000);
    range("closeTimeoutMillis", closeTimeoutMillis, 10, 600_000);
    range("handOverTimeoutMillis", handOverTimeoutMillis, 0, 60_000);
  }

  /** Limits of a node that hands over for as long as is standard. */
  public NodeLimits(
      long proposalBytesMax,
      int readsMax,
      int peerMessagesMax,
      long peerBytesMax,
      int applyBytesMax,
      int requestTimeoutMillis,
      int changeTimeoutMillis,
      int retryMillis,
      int closeTimeoutMillis) {
    this(
        proposalBytesMax,
        readsMax,
        peerMessagesMax,
        peerBytesMax,
        applyBytesMax,
        requestTimeoutMillis,
        changeTimeoutMillis,
        retryMillis,
        closeTimeoutMillis,
        2_000);
  }

  /** The same limits with another time for handing over. */
  public NodeLimits withHandOver(int newHandOverTimeoutMillis) {
    return new NodeLimits(
        proposalBytesMax,
        readsMax,
        peerMessagesMax,
        peerBytesMax,
        applyBytesMax,
        requestTimeoutMillis,
        changeTimeoutMillis,
        retryMillis,
        closeTimeoutMillis,
        newHandOverTimeoutMillis);
  }

  /** The same limits with other times for requests and closing. */
  public NodeLimits withTimeouts(int newRequestTimeoutMillis, int newCloseTimeoutMillis) {
    return new NodeLimits(
        proposalBytesMax,
        readsMax,
        peerMessagesMax,
        peerBytesMax,
        applyBytesMax,
        newRequestTimeoutMillis,
        changeTimeoutMillis,
        retryMillis,
        newCloseTimeoutMillis,
        handOverTimeoutMillis);
  }

  /** The same limits with other bounds on what clients may have waiting. */
  public NodeLimits withRequests(long newProposalBytesMax, int newReadsMax) {
    return new NodeLimits(
        newProposalBytesMax,
        newReadsMax,
        peerMessagesMax,
        peerBytesMax,
        applyBytesMax,
        requestTimeoutMillis,
        changeTimeoutMillis,
        retryMillis,
        closeTimeoutMillis,
        handOverTimeoutMillis);
  }

  /** The same limits with other bounds on what peers may have waiting. */
  public NodeLimits withPeers(int newPeerMessagesMax, long newPeerBytesMax) {
    return new NodeLimits(
        proposalBytesMax,
        readsMax,
        newPeerMessagesMax,
        newPeerBytesMax,
        applyBytesMax,
        requestTimeoutMillis,
        changeTimeoutMillis,
        retryMillis,
        closeTimeoutMillis,
        handOverTimeoutMillis);
  }

  static void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
