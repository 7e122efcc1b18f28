package dev.balsa.net;

/**
 * Every bound of a {@link SharedTransport} beside those of its connections, checked once.
 *
 * @param groupsMax how many groups can be served at once; 1 to 100,000
 * @param sharePercent how much of what may wait for one member, {@link NetLimits#bulkBytesMax} and
 *     {@link NetLimits#urgentBytesMax} each, one group may take, so that the flood of one leaves
 *     room for the others; one message always may wait; 1 to 100
 */
public record GroupLimits(int groupsMax, int sharePercent) {
  /** Fit for most programs. */
  public static final GroupLimits STANDARD = new GroupLimits(10_000, 25);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the limit, its value and its range
   */
  public GroupLimits {
    NetLimits.range("groupsMax", groupsMax, 1, 100_000);
    NetLimits.range("sharePercent", sharePercent, 1, 100);
  }
}
