package dev.balsa.playground;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.RoleName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster of shipped cores with a network, time and disks of its own, all from one seed. The same
 * plan and the same calls give the same happenings.
 *
 * <p>It goes on one {@link #step} at a time. Between steps anyone may ask, break and repair things;
 * what the plan has in store happens as well. Every step checks what must hold, and throws {@link
 * IllegalStateException} naming the property that does not. Not safe for use by many threads.
 */
public final class World {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Mark: a process ended or the power failed while writes were not synced. */
  public static final String WRITES_LOST = "unsynced writes lost";

  /** Mark: a member became leader. */
  public static final String ELECTED = "leader elected";

  private final Schedule schedule = new Schedule();
  private final Digest digest = new Digest();
  private final Map<String, Integer> marks = new TreeMap<>();
  private final Safety safety;
  private final Network network;
  private final List<Machine> machines = new ArrayList<>();
  private final long troubledNanos;
  private final long endNanos;
  private List<Happening> seen = new ArrayList<>();
  private long nowNanos;
  private long happenings;
  private long requests;

  /** A world in which nothing has happened but that all members have started. */
  public World(Plan plan) {
    Chance chance = new Chance(plan.seed());
    this.troubledNanos = plan.trouble().troubledMillis() * NANOS_PER_MILLI;
    this.endNanos = troubledNanos + plan.trouble().settlingMillis() * NANOS_PER_MILLI;
    this.safety = new Safety(plan.configuration(), member -> machine(member).disk().log());
    this.network = new Network(this, plan, chance.fork(1));
    for (long id : plan.configuration().voters()) {
      machines.add(new Machine(this, plan, id, chance.fork(100 + id)));
    }
    for (Machine machine : machines) {
      machine.start();
    }
    new Clients(this, plan, troubledNanos, chance.fork(2)).begin();
    new Nemesis(this, plan, troubledNanos, chance.fork(3)).begin();
  }

  /**
   * Whether the time of the plan is over, or the trouble is and the cluster has settled; a world
   * may be stepped on all the same.
   */
  public boolean isOver() {
    return schedule.nextNanos() > endNanos || (nowNanos > troubledNanos && isSettled());
  }

  /**
   * Goes on to the next thing due.
   *
   * @return what could be seen since the step before, in order; maybe nothing
   */
  public List<Happening> step() {
    nowNanos = Math.max(nowNanos, schedule.nextNanos());
    schedule.take().run();
    List<Happening> since = seen;
    seen = new ArrayList<>();
    return since;
  }

  /** How much time has gone by in this world, in nanoseconds. */
  public long nowNanos() {
    return nowNanos;
  }

  /** What the members are now, by id. */
  public List<MemberState> members() {
    List<MemberState> states = new ArrayList<>();
    for (Machine machine : machines) {
      states.add(machine.state());
    }
    return states;
  }

  /** A copy of the log on a member's disk, in order from index 1. */
  public List<Entry> durableLog(long member) {
    return List.copyOf(machine(member).disk().log());
  }

  /** What is known to be committed by any member, in order from index 1. */
  public List<Entry> committed() {
    return Collections.unmodifiableList(safety.committed());
  }

  /** How often each rare thing happened: the marks of the core and those of this class. */
  public Map<String, Integer> marks() {
    return Collections.unmodifiableMap(marks);
  }

  /** How many things happened. */
  public long happenings() {
    return happenings;
  }

  /** 64 bits over everything that happened and over what all disks hold, in hexadecimal. */
  public String digest() {
    Digest all = digest.copy();
    for (MemberState member : members()) {
      all.add(member.role().name());
      all.add(member.term());
      all.add(member.votedFor());
      all.add(member.commitIndex());
      for (Entry entry : machine(member.id()).disk().log()) {
        all.add(entry.index());
        all.add(entry.term());
        all.add(entry.payload());
      }
    }
    return all.toString();
  }

  /** Whether all members run, one leads, and all have committed the same log to its end. */
  public boolean isSettled() {
    int leaders = 0;
    for (MemberState member : members()) {
      leaders += member.role() == RoleName.LEADER ? 1 : 0;
      if (!member.running()
          || member.commitIndex() != safety.committed().size()
          || member.lastIndex() != member.commitIndex()) {
        return false;
      }
    }
    return leaders == 1;
  }

  /**
   * Asks a member to append commands; nothing happens if it does not run.
   *
   * @param commands at least one
   * @return the number of the request, as it appears in the effects of the member's turns
   * @throws IllegalArgumentException if there is no command
   */
  public long propose(long member, List<Bytes> commands) {
    requests++;
    machine(member).hear(new Event.Propose(requests, commands));
    return requests;
  }

  /**
   * Asks a member to read; nothing happens if it does not run.
   *
   * @return the number of the request, as it appears in the effects of the member's turns
   */
  public long read(long member) {
    requests++;
    safety.reading(requests);
    machine(member).hear(new Event.Read(requests));
    return requests;
  }

  /** Ends a member's process: what it was writing will be written, what waited is lost. */
  public void kill(long member) {
    machine(member).kill();
  }

  /** Cuts a member's power: of what was not synced, a part at most is left. */
  public void cutPower(long member) {
    machine(member).cutPower();
  }

  /** Starts a member that does not run. */
  public void start(long member) {
    machine(member).start();
  }

  /** Lets a member's process sleep until a time. */
  public void pause(long member, long untilNanos) {
    machine(member).pauseUntil(untilNanos);
    saw(new Happening.Paused(member, untilNanos));
  }

  /** Lets a member's disk complete nothing until a time. */
  public void hangDisk(long member, long untilNanos) {
    machine(member).disk().hangUntil(untilNanos);
    saw(new Happening.DiskHung(member, untilNanos));
  }

  /** Cuts one direction; messages that are on their way are lost as well. */
  public void cut(long from, long to) {
    network.cut(machine(from).id(), machine(to).id());
    saw(new Happening.LinkCut(from, to));
  }

  /** Repairs all directions. */
  public void heal() {
    network.heal();
    saw(new Happening.LinksHealed());
  }

  Network network() {
    return network;
  }

  Safety safety() {
    return safety;
  }

  /**
   * The machine of a member.
   *
   * @throws IllegalArgumentException if there is no such member
   */
  Machine machine(long member) {
    if (member < 1 || member > machines.size()) {
      throw new IllegalArgumentException(
          "member is " + member + "; it must be from 1 to " + machines.size());
    }
    return machines.get((int) member - 1);
  }

  /** Has something happen at a time, or now if that is past. */
  void at(long nanos, Runnable action) {
    schedule.add(Math.max(nanos, nowNanos), action);
  }

  void saw(Happening happening) {
    happenings++;
    seen.add(happening);
    digest.add(nowNanos, happening);
    if (happening instanceof Happening.Stopped stopped && stopped.writesLost() > 0) {
      mark(WRITES_LOST);
    } else if (happening instanceof Happening.Turned turned) {
      for (Effect effect : turned.effects()) {
        if (effect instanceof Effect.RoleChanged changed && changed.role() == RoleName.LEADER) {
          mark(ELECTED);
        }
      }
    }
  }

  void mark(String what) {
    Integer count = marks.get(what);
    marks.put(what, count == null ? 1 : count + 1);
  }
}
