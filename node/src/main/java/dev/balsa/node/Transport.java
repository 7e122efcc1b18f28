package dev.balsa.node;

import dev.balsa.core.Configuration;

/**
 * How nodes reach each other. Messages may be lost and reordered; the order of one connection is
 * usual but never relied upon. Messages of the consensus cores may be doubled too, but a forwarded
 * request is delivered at most once: a transport that cannot know whether one was delivered drops
 * it. Safe for use by many threads.
 */
public interface Transport extends AutoCloseable {
  /**
   * Starts receiving. Called once, before the first {@link #send}.
   *
   * @param receiver called from any thread; must not block
   * @throws java.io.UncheckedIOException if the address cannot be listened on
   */
  void start(Receiver receiver);

  /**
   * Sends without blocking; drops the message if the member cannot be reached or too much is
   * waiting for it.
   */
  void send(long to, PeerMessage message);

  /**
   * Whether there is a connection to a member now. While there is none, requests wait for one
   * instead of being sent into nowhere, so that their clients need not be told that nobody knows
   * what became of them.
   */
  default boolean isConnected(long member) {
    return true;
  }

  /**
   * Tells who the members are from now on, and their addresses as far as they stand in the log. A
   * transport that knows all it ever needs may ignore it. Called by the consensus thread; must not
   * block.
   */
  default void members(Configuration configuration) {}

  /** Stops receiving and sending and frees the address. Idempotent. */
  @Override
  void close();

  /** Takes what arrives. */
  interface Receiver {
    /** A message arrived from an authenticated member. */
    void received(long from, PeerMessage message);

    /** The connection to a member was lost; answers to what was sent may never come. */
    default void disconnected(long member) {}
  }
}
