package dev.balsa.node;

/** What turns one agent: a thread of its own, or one that it shares with agents of other nodes. */
sealed interface Turner permits Runner, SharedRunner.Seat {
  /** From now on the agent is turned. */
  void start();

  /** Whether the caller is the thread that turns the agent. */
  boolean isCurrent();

  /** Whether the agent is not closed yet. */
  boolean isAlive();

  /** Where the thread is, outside of the JDK, for a report that it does not end. */
  String whereabouts();

  /** Finds something to turn the agents of a node. */
  @FunctionalInterface
  interface Source {
    /**
     * Something to turn one agent.
     *
     * @param duty which of the four agents of a node it is
     * @param bell rung when the agent has something to do; nobody has rung it yet
     * @param ended called last, by the thread that turned the agent
     */
    Turner turner(Duty duty, Agent agent, Bell bell, Lifecycle lifecycle, Runnable ended);
  }

  /** The agents of a node. */
  enum Duty {
    /** Turns the core. */
    CONSENSUS("consensus"),
    /** Writes the log. */
    LOG("log"),
    /** Applies what is committed. */
    APPLIER("applier"),
    /** Writes, sends and receives snapshots. */
    SNAPSHOTS("snapshots");

    private final String word;

    Duty(String word) {
      this.word = word;
    }

    /** As threads are named. */
    String word() {
      return word;
    }
  }

  /** Where a thread is, outside of the JDK. */
  static String whereabouts(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (!frame.getClassName().startsWith("java.") && !frame.getClassName().startsWith("jdk.")) {
        return thread.getName() + " is in " + frame;
      }
    }
    return thread.getName() + " is ending";
  }
}
