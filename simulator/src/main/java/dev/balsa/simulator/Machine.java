package dev.balsa.simulator;

import dev.balsa.core.Recovered;
import dev.balsa.log.DamagedLogException;
import dev.balsa.log.DiskFullException;
import dev.balsa.log.LogSettings;
import dev.balsa.node.PeerMessage;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One simulated machine: a disk and a clock that stay, and processes that come and go. */
final class Machine {
  /** By so much, in millionths, clocks may be off where everything shall go well. */
  private static final long HEALED_SKEW_MAX = 200_000;

  private final World world;
  private final long id;
  private final Chance chance;
  private final DiskPace pace;
  private final SimClock clock;
  private final Home home;
  private final Past past;
  private final RotWatch rot;
  private @Nullable Incarnation process;
  private int starts;
  private boolean starting;
  private boolean held;
  private boolean refuses;
  private boolean left;
  private long pausedUntilNanos;
  private long applierPausedUntilNanos;

  Machine(World world, long id) {
    Plan plan = world.plan();
    this.world = world;
    this.id = id;
    this.chance = new Chance(plan.seed()).fork("machine", id);
    this.pace = new DiskPace(world, this::disk, chance);
    this.clock =
        new SimClock(
            world::nowNanos,
            chance.below(1_000_000_000_000L),
            plan.reign().clockRate(plan.clockSkew(), chance));
    this.home = new Home(plan, id, chance);
    this.past = new Past(world, this, home);
    this.rot = new RotWatch(world, this);
  }

  /** Its number, which stays. */
  long id() {
    return id;
  }

  /** The member that runs here now; once its past is lost it is another one. */
  long member() {
    return home.member();
  }

  SimDisk disk() {
    return home.disk();
  }

  /** What its clock shows. */
  long clockNanos() {
    return clock.nanos();
  }

  /** The bounds of its log. */
  LogSettings logSettings() {
    return home.logSettings();
  }

  /** The process, if one runs and has recovered. */
  @Nullable Incarnation process() {
    return process;
  }

  boolean isUp() {
    return process != null;
  }

  boolean isStarting() {
    return starting;
  }

  boolean leads() {
    return process != null && process.leads();
  }

  /** When its processes go on, if they are paused. */
  long pausedUntilNanos() {
    return pausedUntilNanos;
  }

  /** When its state machine goes on, if it is paused. */
  long applierPausedUntilNanos() {
    return Math.max(pausedUntilNanos, applierPausedUntilNanos);
  }

  /** Starts a process, unless one runs already or the machine is held down. */
  void start() {
    if (process != null || starting || held || refuses || left) {
      return;
    }
    starts++;
    int start = starts;
    OpenedLog opened = open();
    if (opened == null) {
      return;
    }
    starting = true;
    world.at(
        world.nowNanos() + diskNanos(),
        () -> {
          if (starting && starts == start) {
            starting = false;
            disk().settle();
            begin(opened);
          }
        });
  }

  private @Nullable OpenedLog open() {
    home.starts();
    SimDisk disk = disk();
    boolean reserve = OpenedLog.hasReserve(disk, world.plan().journals());
    boolean full = disk.freeBytes() < logSettings().segmentBytes();
    try {
      OpenedLog opened = OpenedLog.of(disk, logSettings(), member(), world.plan().journals());
      if (full) {
        world.mark(SimMarks.STARTED_FULL);
      }
      return opened;
    } catch (DamagedLogException damaged) {
      refuse(damaged);
      return refuses ? null : open();
    } catch (InjectedException | DiskFullException failed) {
      if (failed instanceof DiskFullException && reserve) {
        throw new BrokenProperty(
            "a member starts on a full disk", "member " + member() + ": " + failed);
      }
      world.mark(SimMarks.START_FAILED);
      disk.exit();
      startLater();
      return null;
    } catch (IOException e) {
      throw new BrokenProperty("a healthy disk can be opened", "member " + member() + ": " + e);
    }
  }

  /**
   * What is damaged is not used: no vote, no acknowledgement, and no start until it is repaired.
   * Where members come back by themselves it is set aside.
   */
  private void refuse(DamagedLogException found) {
    Damage damage = disk().damage();
    if (damage == null) {
      throw new BrokenProperty(
          "a crash damages no log",
          "member " + member() + " refuses to start: " + found.getMessage());
    }
    world.trace(member(), "refuses to start: " + found.getMessage());
    world.mark(damage.noticed());
    rot.found(found);
    world.witness().refused(member());
    disk().exit();
    refuses = !world.plan().moves().rejoins();
    if (!refuses) {
      past.setAside();
    }
  }

  private void begin(OpenedLog opened) {
    Recovered recovered = opened.log().recovered();
    if (world.witness().cluster().member(member()).durable().lastIndex() < recovered.lastIndex()) {
      world.mark(SimMarks.RECOVERED_MORE);
    }
    if (disk().files().size() > 1) {
      world.mark(SimMarks.RECOVERED_LONG);
    }
    opened.marks().forEach(world::mark);
    if (home.isOld()) {
      world.witness().forgot(member(), recovered, opened.entries());
    } else {
      world.witness().started(member(), recovered, opened.entries());
    }
    Incarnation begun = new Incarnation(world, this, opened.log(), clock, chance.next());
    process = begun;
    past.begins(begun);
    world.network().began(id);
    begun.begin();
  }

  /** Expects that rot is found. */
  RotWatch rot() {
    return rot;
  }

  /** What becomes of what its member has kept. */
  Past past() {
    return past;
  }

  /** It ends and begins anew, because what it had is of no use any more. */
  void retire() {
    Incarnation retired = process;
    if (retired != null) {
      retired.close();
      disk().exit();
      ended();
      past.setAside();
      startLater();
    }
  }

  /** At the end: whatever was damaged and not read yet is noticed now, or did no harm. */
  void examine() {
    if (disk().damage() == null || refuses) {
      return;
    }
    world.mark(SimMarks.DAMAGE_UNREAD);
    disk().disarm();
    if (process != null) {
      process.readBack();
    }
    kill();
    OpenedLog opened = open();
    if (opened != null) {
      world.witness().started(member(), opened.log().recovered(), opened.entries());
    }
  }

  private void startLater() {
    world.at(world.nowNanos() + 1 + chance.below(4 * world.plan().electionNanos()), this::start);
  }

  /** The process dies, its machine goes on. */
  void kill() {
    markDeath();
    disk().kill();
    ended();
  }

  /** The machine loses power. */
  void cutPower() {
    markDeath();
    world.mark(SimMarks.POWER_CUT);
    if (disk().cutPower()) {
      world.mark(SimMarks.POWER_CUT_TORE);
    }
    ended();
  }

  private void markDeath() {
    if (starting) {
      world.mark(SimMarks.KILLED_WHILE_STARTING);
    } else if (disk().stepsInFlight() > 0) {
      world.mark(SimMarks.KILLED_WHILE_WRITING);
    }
    if (leads()) {
      world.mark(SimMarks.LEADER_KILLED);
    }
  }

  /** The node is stopped on purpose, which answers everyone who waits. */
  void stop() {
    Incarnation stopped = process;
    if (stopped == null) {
      return;
    }
    world.mark(SimMarks.STOPPED);
    stopped.close();
    disk().exit();
    ended();
  }

  /** The cluster has removed this member: it never starts again. */
  void leave() {
    left = true;
  }

  /** Whether it was told that the cluster has removed it. */
  boolean hasLeft() {
    return left;
  }

  /** The node gave up by itself. */
  void failed(Throwable cause) {
    Incarnation failed = process;
    if (failed == null) {
      return;
    }
    GaveUp.judge(world, failed, cause);
    failed.close();
    disk().exit();
    ended();
    startLater();
  }

  private void ended() {
    Incarnation dead = process;
    rot.ends();
    process = null;
    starting = false;
    if (dead != null) {
      dead.end();
      world.witness().ended(member());
      world.network().ended(id);
      world.clients().processEnded(dead);
    }
  }

  /** Keeps the machine from starting, or no longer. */
  void hold(boolean down) {
    held = down;
  }

  /** Nothing runs here until a time. */
  void pause(long untilNanos) {
    rot.heldUp(untilNanos);
    pausedUntilNanos = Math.max(pausedUntilNanos, untilNanos);
  }

  /** The state machine does nothing until a time. */
  void pauseApplier(long untilNanos) {
    applierPausedUntilNanos = Math.max(applierPausedUntilNanos, untilNanos);
  }

  /** The disk does nothing until a time. */
  void hangDisk(long untilNanos) {
    rot.heldUp(untilNanos);
    pace.hang(untilNanos);
  }

  /** The disk is slow until a time. */
  void slowDisk(long untilNanos) {
    rot.heldUp(untilNanos);
    pace.slow(untilNanos);
  }

  /** The clock runs at another rate. */
  void skewClock(long skew) {
    setClock(world.plan().reign().clockRate(skew, chance));
  }

  /** The clock runs at this rate, in millionths of the right one. */
  void setClock(long rate) {
    clock.setRate(rate);
    if (process != null) {
      process.clockChanged();
    }
  }

  /** Everything about this machine works as well as it can, from now on. */
  void heal() {
    long now = world.nowNanos();
    pausedUntilNanos = now;
    applierPausedUntilNanos = now;
    pace.heal();
    disk().disarm();
    held = false;
    if (world.plan().moves().rejoins()) {
      // Damage that it has not met yet must not come up when all shall be well.
      if (disk().damage() != null || past.isOverlooked()) {
        kill();
      }
      if (past.isOverlooked()) {
        past.setAside();
      }
    }
    long skew = world.plan().reign().clockSkew(world.plan().clockSkew());
    setClock(SimClock.rate(Math.min(skew, HEALED_SKEW_MAX), chance));
    start();
  }

  /** How long the disk takes for what is in flight. */
  long diskNanos() {
    return pace.nanos();
  }

  /** A message arrives. */
  void receive(long from, PeerMessage message) {
    if (process != null) {
      process.receive(from, message);
    }
  }

  /** A connection is gone. */
  void disconnected(long from) {
    if (process != null) {
      process.disconnected(from);
    }
  }
}
