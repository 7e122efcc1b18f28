package dev.balsa.node;

/**
 * How nodes reach each other. Messages may be lost, doubled and reordered; the order of one connection is usual but never
 * relied upon. Safe for use by many threads.
 */
public interface Transport extends AutoCloseable {
  /**
   * Starts receiving. Called once, before the first {@link #send}.
   *
   * @param receiver called from any thread; must not block
   * @throws java.io.UncheckedIOException if the address cannot be listened on
   */
  void start(Receiver receiver);

  /** Sends without blocking; drops the message if the member cannot be reached or too much is waiting for it. */
  void send(long to, PeerMessage message);

  /** Stops receiving and sending and frees the address. Idempotent. */
  @Override
  void close();

  /** Takes what arrives. */
  interface Receiver {
    /** A message arrived from an authenticated member. */
    void received(long from, PeerMessage message);

    /** A connection to a member was lost; answers to what was sent may never come. */
    default void disconnected(long member) {}
  }
}
