package dev.balsa.node;

/**
 * Turns an agent while its node runs; what the agent throws ends the node, and with it all its
 * agents.
 */
final class GuardedAgent implements Agent {
  private final Agent agent;
  private final Lifecycle lifecycle;
  private boolean closed;

  GuardedAgent(Agent agent, Lifecycle lifecycle) {
    this.agent = agent;
    this.lifecycle = lifecycle;
  }

  @Override
  public int doWork() {
    if (!lifecycle.isRunning()) {
      return 0;
    }
    try {
      return agent.doWork();
    } catch (Throwable thrown) {
      lifecycle.fail(thrown);
      return 0;
    }
  }

  @Override
  public boolean hasMail() {
    return agent.hasMail() && lifecycle.isRunning();
  }

  @Override
  public long deadlineNanos() {
    return agent.deadlineNanos();
  }

  @Override
  public long idleDeadlineNanos() {
    return agent.idleDeadlineNanos();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      agent.close();
    }
  }
}
