package dev.balsa.node;

/**
 * A duty cycle: something that is turned again and again, by a thread of its own ({@link Runner})
 * or by a simulator.
 *
 * <p>An agent has no thread, reads no clock but the one it was given, never waits, and is handed
 * its work through a {@link Mailbox}. It is turned by one thread at a time.
 */
public interface Agent extends AutoCloseable {
  /**
   * Does what there is to do now, and returns.
   *
   * @return how much was done; 0 means that turning again at once would do nothing
   */
  int doWork();

  /** Whether there is something to do now, so that it need not wait for the deadline. */
  boolean hasMail();

  /**
   * When to turn again at the latest although no mail comes, on the scale of the node's {@link
   * NanoClock}.
   */
  long deadlineNanos();

  /**
   * Ends: takes no more mail and answers everyone who waits here. Called once, by whoever turned
   * the agent.
   */
  @Override
  void close();
}
