package dev.balsa.playground;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.Raft;
import dev.balsa.core.Recovered;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One member: the core while its process runs, the disk always. */
final class Machine {
  /*
   * Mail that comes in while a turn is waiting is taken in by that turn, as by a real node's loop. The
   * core's time starts anywhere on the scale of a long, even where it overflows, since only
   * differences may matter.
   */
  private static final int TURN_WAITS_MICROS_MAX = 300;
  private static final long NANOS_PER_MICRO = 1_000;

  private final World world;
  private final long id;
  private final Configuration configuration;
  private final Plan plan;
  private final Chance chance;
  private final DelayedDisk disk;
  private final long originNanos;

  private @Nullable Raft raft;
  private int life;
  private final List<Event> mail = new ArrayList<>();
  private boolean turnWaits;
  private boolean tickWaits;
  private long pausedUntilNanos;

  Machine(World world, Plan plan, long id, Chance chance) {
    this.world = world;
    this.id = id;
    this.plan = plan;
    this.configuration = plan.configuration();
    this.chance = chance;
    this.disk = new DelayedDisk(world, this, plan.disks(), chance.fork(1));
    this.originNanos = chance.next();
  }

  long id() {
    return id;
  }

  DelayedDisk disk() {
    return disk;
  }

  boolean isRunning() {
    return raft != null;
  }

  /** What its core says; a member that does not run shows what its disk holds. */
  MemberState state() {
    Raft running = raft;
    if (running == null) {
      return MemberState.ofStopped(id, disk.hardState(), disk.log());
    }
    return new MemberState(
        id,
        true,
        running.role(),
        running.term(),
        running.votedFor(),
        running.leader(),
        running.commitIndex(),
        running.durableIndex(),
        running.lastIndex());
  }

  void start() {
    if (raft != null) {
      return;
    }
    Recovered found = disk.recovered();
    long nowNanos = localNanos(world.nowNanos());
    Raft fresh = new Raft(id, configuration, plan.settings(), chance.next(), found, nowNanos);
    raft = fresh;
    world.safety().started(id, found.hardState(), disk.log());
    world.saw(
        new Happening.Started(
            id, found.hardState().term(), found.hardState().votedFor(), found.lastIndex()));
    tickAt(fresh.deadlineNanos());
  }

  void kill() {
    if (raft != null) {
      stopped(disk.kill());
    }
  }

  void cutPower() {
    if (raft != null) {
      stopped(disk.cutPower());
    }
  }

  private void stopped(int writesLost) {
    raft = null;
    life++;
    mail.clear();
    turnWaits = false;
    tickWaits = false;
    pausedUntilNanos = 0;
    world.saw(new Happening.Stopped(id, writesLost));
    world.safety().stopped(id);
  }

  void pauseUntil(long nanos) {
    pausedUntilNanos = nanos;
  }

  void receive(Message message) {
    hear(new Event.Received(message));
  }

  void send(Message message) {
    world.safety().sent(message);
    world.network().send(message);
  }

  /** Puts an event into the mail; nobody hears it where no process runs. */
  void hear(Event event) {
    if (raft == null) {
      return;
    }
    mail.add(event);
    if (!turnWaits) {
      turnWaits = true;
      long nanos = chance.between(1, TURN_WAITS_MICROS_MAX) * NANOS_PER_MICRO;
      inThisLife(Math.max(world.nowNanos() + nanos, pausedUntilNanos), this::turn);
    }
  }

  private void tickAt(long deadlineNanos) {
    if (!tickWaits) {
      tickWaits = true;
      inThisLife(Math.max(deadlineNanos - originNanos, pausedUntilNanos), this::tick);
    }
  }

  private void tick() {
    tickWaits = false;
    Raft running = running();
    if (localNanos(world.nowNanos()) - running.deadlineNanos() < 0) {
      tickAt(running.deadlineNanos());
    } else if (pausedUntilNanos > world.nowNanos()) {
      tickWaits = true;
      inThisLife(pausedUntilNanos, this::tick);
    } else {
      turn();
    }
  }

  private void turn() {
    if (pausedUntilNanos > world.nowNanos()) {
      inThisLife(pausedUntilNanos, this::turn);
      return;
    }
    Raft running = running();
    turnWaits = false;
    List<Event> events = List.copyOf(mail);
    mail.clear();
    List<Effect> effects = running.step(localNanos(world.nowNanos()), events);
    world.saw(new Happening.Turned(id, events, effects));
    world.safety().turned(id, effects);
    for (Effect effect : effects) {
      carryOut(effect);
    }
    tickAt(running.deadlineNanos());
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.ToLog order -> disk.take(order);
      case Effect.Send send -> send(send.message());
      case Effect.SendSnapshot none -> throw unexpected(none);
      case Effect.ToStateMachine ignored -> {}
      case Effect.ToClient ignored -> {}
      case Effect.Noted noted -> world.mark(noted.what());
      case Effect.ToObserver ignored -> {}
    }
  }

  /** Nobody takes snapshots in this world, so nobody can need one. */
  static IllegalStateException unexpected(Effect effect) {
    return new IllegalStateException("a world without snapshots has none to give: " + effect);
  }

  private Raft running() {
    Raft running = raft;
    if (running == null) {
      throw new IllegalStateException("member " + id + " does not run");
    }
    return running;
  }

  private long localNanos(long worldNanos) {
    return originNanos + worldNanos;
  }

  private void inThisLife(long nanos, Runnable action) {
    int began = life;
    world.at(
        nanos,
        () -> {
          if (life == began) {
            action.run();
          }
        });
  }
}
