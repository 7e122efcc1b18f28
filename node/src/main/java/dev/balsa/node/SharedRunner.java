package dev.balsa.node;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One thread that turns the agents of many nodes. An agent that has nothing to do costs it nothing:
 * it is turned when its bell rings or its deadline comes, and not otherwise.
 */
final class SharedRunner {
  /*
   * Two ways lead to a turn. Whoever rings an agent's bell puts its seat into the queue, once,
   * however often it rings. And each seat has one alarm in a heap. Deadlines mostly move away, with
   * each heartbeat that arrives; the alarm stays where it is then, and when it goes off the deadline
   * is looked at again. So the heap is touched about once for each election timeout of a follower and
   * not once for each heartbeat. Only a deadline that comes nearer needs another alarm, and the one
   * before is told by its time to be stale.
   *
   * Deadlines are rounded up to a grid: alarms of many agents go off together, their messages leave
   * in one write, and the number of wake-ups does not grow with the number of agents.
   *
   * An agent that did something is turned again after all others that wait, so none holds up the rest
   * for longer than one turn. What an agent throws ends its own node.
   */
  private static final System.Logger LOGGER = System.getLogger(SharedRunner.class.getPackageName());

  /** Turns between two looks at the alarms. */
  private static final int TURNS_MAX = 256;

  private final Thread thread;
  private final NanoClock clock;
  private final long gridNanos;
  private final Bell bell = new Bell();
  private final ConcurrentLinkedQueue<Seat> ready = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::nanos));
  private final AtomicInteger seats = new AtomicInteger();
  private volatile boolean closing;

  private record Alarm(long nanos, Seat seat) {}

  /**
   * Makes one.
   *
   * @param clock on whose scale the deadlines of all its agents are
   * @param gridNanos deadlines are rounded up to multiples of this
   */
  SharedRunner(String name, NanoClock clock, long gridNanos) {
    this.clock = clock;
    this.gridNanos = gridNanos;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Ends when its last agent has. Returns at once. */
  void close() {
    closing = true;
    bell.ring();
  }

  /** Waits until the thread has ended, for so long at most. */
  boolean join(long nanos) {
    boolean interrupted = false;
    long startNanos = System.nanoTime();
    try {
      while (thread.isAlive()) {
        long leftMillis = (nanos - (System.nanoTime() - startNanos)) / 1_000_000L;
        if (leftMillis <= 0) {
          return false;
        }
        try {
          thread.join(leftMillis);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether the caller is this thread. */
  boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  /** How many agents it turns. */
  int seats() {
    return seats.get();
  }

  /** A place for one more agent. */
  Seat seat(Agent agent, Bell agentBell, Lifecycle lifecycle, Runnable ended) {
    seats.incrementAndGet();
    Seat seat = new Seat(agent, lifecycle, ended);
    agentBell.answeredBy(seat::ring);
    return seat;
  }

  private void run() {
    while (true) {
      if (turnDue(clock.nanos()) + turnReady() > 0) {
        continue;
      }
      bell.announce();
      try {
        if (ready.isEmpty()) {
          if (closing && seats.get() == 0) {
            return;
          }
          Alarm next = alarms.peek();
          long waitNanos = next == null ? Long.MAX_VALUE : next.nanos() - clock.nanos();
          if (waitNanos > 0) {
            bell.sleep(waitNanos);
          }
        }
      } finally {
        bell.revoke();
      }
    }
  }

  private int turnDue(long nowNanos) {
    int due = 0;
    for (Alarm alarm = alarms.peek();
        alarm != null && alarm.nanos() <= nowNanos;
        alarm = alarms.peek()) {
      alarms.remove();
      due += alarm.seat().alarm(alarm.nanos(), nowNanos) ? 1 : 0;
    }
    return due;
  }

  private int turnReady() {
    int turned = 0;
    while (turned < TURNS_MAX) {
      Seat seat = ready.poll();
      if (seat == null) {
        break;
      }
      seat.turn();
      turned++;
    }
    return turned;
  }

  /** The place of one agent. */
  final class Seat implements Turner {
    private final Agent agent;
    private final Lifecycle lifecycle;
    private final Runnable ended;
    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile boolean closed;

    /** When the alarm that counts goes off. */
    private long alarmNanos = Long.MAX_VALUE;

    private Seat(Agent agent, Lifecycle lifecycle, Runnable ended) {
      this.agent = agent;
      this.lifecycle = lifecycle;
      this.ended = ended;
    }

    @Override
    public void start() {
      ring();
    }

    @Override
    public boolean isCurrent() {
      return SharedRunner.this.isCurrent();
    }

    @Override
    public boolean isAlive() {
      return !closed;
    }

    @Override
    public String whereabouts() {
      return Turner.whereabouts(thread);
    }

    private void ring() {
      if (!queued.get() && queued.compareAndSet(false, true)) {
        ready.add(this);
        bell.ring();
      }
    }

    private boolean alarm(long nanos, long nowNanos) {
      if (nanos != alarmNanos || closed) {
        return false;
      }
      alarmNanos = Long.MAX_VALUE;
      if (lifecycle.isRunning() && agent.idleDeadlineNanos() > nowNanos) {
        arm();
        return false;
      }
      turn();
      return true;
    }

    private void turn() {
      // What comes from now on may be too late for this turn and needs another one.
      queued.set(false);
      if (closed) {
        return;
      }
      // What clients chain to a future may leave the flag behind; see Runner.
      if (Thread.interrupted()) {
        LOGGER.log(System.Logger.Level.DEBUG, "an interrupt of {0} was ignored", thread.getName());
      }
      try {
        if (!lifecycle.isRunning()) {
          end();
        } else if (agent.doWork() > 0) {
          ring();
        } else {
          arm();
        }
      } catch (Throwable thrown) {
        lifecycle.fail(thrown);
        ring();
      }
    }

    private void arm() {
      long deadline = agent.idleDeadlineNanos();
      if (deadline > Long.MAX_VALUE - gridNanos) {
        return;
      }
      long nanos = Math.ceilDiv(deadline, gridNanos) * gridNanos;
      if (nanos < alarmNanos) {
        alarmNanos = nanos;
        alarms.add(new Alarm(nanos, this));
      }
    }

    private void end() {
      closed = true;
      try {
        agent.close();
      } catch (Throwable thrown) {
        LOGGER.log(System.Logger.Level.ERROR, "closing an agent on " + thread.getName(), thrown);
      } finally {
        seats.decrementAndGet();
        ended.run();
      }
    }
  }
}
