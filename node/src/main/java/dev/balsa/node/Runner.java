package dev.balsa.node;

/**
 * Gives an agent a named thread that turns it, and sleeps until its deadline or its bell when there
 * is nothing to do.
 */
final class Runner implements Turner {
  private static final System.Logger LOGGER = System.getLogger(Runner.class.getPackageName());

  private final Thread thread;
  private final Agent agent;
  private final Bell bell;
  private final Lifecycle lifecycle;
  private final NanoClock clock;
  private final Runnable ended;

  /**
   * Makes one.
   *
   * @param ended called by the thread as the last thing it does
   */
  Runner(
      String name, Agent agent, Bell bell, Lifecycle lifecycle, NanoClock clock, Runnable ended) {
    this.agent = agent;
    this.bell = bell;
    this.lifecycle = lifecycle;
    this.clock = clock;
    this.ended = ended;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  @Override
  public String whereabouts() {
    return Turner.whereabouts(thread);
  }

  /** Whether the thread sleeps, having nothing to do. */
  boolean isAsleep() {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }

  @Override
  public boolean isAlive() {
    return thread.isAlive();
  }

  private void run() {
    try {
      while (lifecycle.isRunning()) {
        turn();
      }
    } finally {
      try {
        agent.close();
      } finally {
        ended.run();
      }
    }
  }

  private void turn() {
    // Nobody interrupts these threads, but what clients chain to a future may leave the flag
    // behind; with it set, a file
    // that is read is closed, and a sleep does not sleep.
    if (Thread.interrupted()) {
      LOGGER.log(System.Logger.Level.DEBUG, "an interrupt of {0} was ignored", thread.getName());
    }
    if (agent.doWork() > 0) {
      return;
    }
    bell.announce();
    try {
      if (agent.doWork() == 0 && lifecycle.isRunning()) {
        long waitNanos = agent.deadlineNanos() - clock.nanos();
        if (waitNanos > 0) {
          bell.sleep(waitNanos);
        }
      }
    } finally {
      bell.revoke();
    }
  }
}
