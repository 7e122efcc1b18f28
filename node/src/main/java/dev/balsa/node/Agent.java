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
   * As {@link #deadlineNanos}, but later where a turn at that time would find nothing to do.
   * Threads that turn many agents go by this one, so that an idle agent costs them nothing.
   */
  default long idleDeadlineNanos() {
    return deadlineNanos();
  }

  /**
   * Ends: takes no more mail and answers everyone who waits here. Called once, by whoever turned
   * the agent.
   */
  @Override
  void close();
}
