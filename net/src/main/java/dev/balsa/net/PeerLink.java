package dev.balsa.net;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one member is reached, at a moment.
 *
 * @param member the member
 * @param address where it is dialled
 * @param state of the connection on which this member sends
 * @param connectedSince when that connection was made, or null without one
 * @param inbound whether the member has a connection to this one
 * @param lastError why the last connection or attempt ended, or null if none has
 * @param lastDrop why messages were last dropped for their size or for want of room, or null if
 *     none were
 * @param framesOut frames handed to the system since the start
 * @param bytesOut their bytes
 * @param framesIn frames that arrived, on connections of both directions
 * @param bytesIn their bytes
 * @param dropped messages dropped because the member could not be reached or too much was waiting
 * @param waitingBytes what waits to be sent
 * @param roundTripMicros of the last answered question whether the member is alive; -1 before the
 *     first
 */
public record PeerLink(
    long member,
    InetSocketAddress address,
    State state,
    @Nullable Instant connectedSince,
    boolean inbound,
    @Nullable String lastError,
    @Nullable String lastDrop,
    long framesOut,
    long bytesOut,
    long framesIn,
    long bytesIn,
    long dropped,
    long waitingBytes,
    long roundTripMicros) {
  /** Where the making of a connection stands. */
  public enum State {
    /** Waiting before the next attempt, or not started. */
    WAITING,
    /** An attempt is under way. */
    CONNECTING,
    /** Messages can be sent. */
    CONNECTED,
    /** The last attempt was refused; the next one comes later. */
    REFUSED,
    /** The transport is closed. */
    CLOSED
  }
}
