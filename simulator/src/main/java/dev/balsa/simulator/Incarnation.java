package dev.balsa.simulator;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.Raft;
import dev.balsa.core.RoleName;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.kv.Store;
import dev.balsa.log.SegmentedLog;
import dev.balsa.node.Agent;
import dev.balsa.node.Divergence;
import dev.balsa.node.NodeCore;
import dev.balsa.node.NodeObserver;
import dev.balsa.node.NodeSettings;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.SnapshotArrival;
import dev.balsa.node.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One life of a node on a machine: the shipped agents, each turned when its time has come. */
final class Incarnation implements NodeObserver {
  /*
   * An agent is turned some time after it was handed something, as a thread is scheduled some time
   * after it was woken, or when its own deadline has come. Only one timer is under way for each; it is
   * set again if it finds that the deadline has moved on.
   *
   * The log writer and the snapshotter share one disk, which works for one of them at a time.
   */
  private static final int CONSENSUS = 0;
  private static final int LOG_WRITER = 1;
  private static final int APPLIER = 2;
  private static final int SNAPSHOTTER = 3;
  private static final long NEVER = Long.MAX_VALUE;

  private final World world;
  private final Machine machine;
  private final SimClock clock;
  private final Chance chance;
  private final SegmentedLog log;
  private final NodeCore core;
  private final Slumber slumber;
  private final Driven driven;
  private final Agent[] agents;
  private final Runnable[] turns;
  private final boolean[] scheduled = new boolean[4];
  private final long[] timers = {NEVER, NEVER, NEVER, NEVER};
  private final List<Effect.Persist> written = new ArrayList<>();
  private final List<Runnable> outgoing = new ArrayList<>();
  private boolean writerTurns;
  private boolean diskWorks;
  private long doneWrite;
  private boolean dead;

  Incarnation(World world, Machine machine, SegmentedLog log, SimClock clock, long seed) {
    Plan plan = world.plan();
    this.world = world;
    this.machine = machine;
    this.clock = clock;
    this.log = log;
    this.chance = new Chance(seed);
    NodeSettings settings = plan.settings(machine.id(), machine.member(), chance.next());
    Raft raft =
        new Raft(
            machine.member(),
            plan.began(machine.member()),
            settings.consensus(),
            chance.next(),
            log.recovered(),
            clock.nanos());
    this.slumber = new Slumber(world, machine, raft);
    this.driven = new Driven(world, machine);
    Wire wire = new Wire();
    this.core =
        new NodeCore(
            settings, slumber.core(), log.recovered(), log, wire, driven.machine, this, clock);
    this.agents =
        new Agent[] {core.consensus(), core.logWriter(), core.applier(), core.snapshotter()};
    this.turns = new Runnable[agents.length];
    Arrays.setAll(turns, agent -> () -> turn(agent));
  }

  Machine machine() {
    return machine;
  }

  NodeCore core() {
    return core;
  }

  Store store() {
    return driven.store;
  }

  /** The first entry that this process has applied otherwise than others, or 0. */
  long bentIndex() {
    return driven.bent.bentIndex();
  }

  /** Whether it keeps no state. */
  boolean witnesses() {
    return driven.witnesses();
  }

  boolean leads() {
    return slumber.raft().role() == RoleName.LEADER;
  }

  boolean isAsleep() {
    return slumber.isAsleep();
  }

  Raft raft() {
    return slumber.raft();
  }

  /** Begins to turn. */
  void begin() {
    wake(CONSENSUS);
    wake(APPLIER);
    setTimer(LOG_WRITER);
  }

  /** What it reads is what was written, or it learns that it cannot read. */
  void readBack() {
    if (!diskWorks) {
      ReadBack.of(world, machine.member(), log);
    }
  }

  /** Nothing more comes from this process. */
  void end() {
    dead = true;
  }

  /** Stops the node, which answers everyone who waits. */
  void close() {
    end();
    core.close();
  }

  private void wake(int agent) {
    if (!scheduled[agent]) {
      scheduled[agent] = true;
      long delay = world.plan().turnDelayNanos();
      long wait = delay == 0 ? 0 : chance.below(delay);
      world.at(goesOnNanos(agent, world.nowNanos() + wait), turns[agent]);
    }
  }

  private void wakeThoseWithMail() {
    for (int agent = 0; agent < agents.length; agent++) {
      boolean waitsForDisk = diskWorks && usesDisk(agent);
      if (!scheduled[agent] && !waitsForDisk && agents[agent].hasMail()) {
        wake(agent);
      }
    }
  }

  private static boolean usesDisk(int agent) {
    return agent == LOG_WRITER || agent == SNAPSHOTTER;
  }

  private long goesOnNanos(int agent, long nanos) {
    return Math.max(
        nanos, agent == APPLIER ? machine.applierPausedUntilNanos() : machine.pausedUntilNanos());
  }

  private void turn(int agent) {
    if (dead) {
      return;
    }
    long now = world.nowNanos();
    long goesOn = goesOnNanos(agent, now);
    if (goesOn > now) {
      world.at(goesOn, turns[agent]);
      return;
    }
    scheduled[agent] = false;
    if (usesDisk(agent)) {
      write(agent);
    } else {
      if (agents[agent].doWork() > 0 && agent == CONSENSUS && diskWorks) {
        world.mark(SimMarks.WRITE_OVERTAKEN);
      }
      wakeThoseWithMail();
    }
    Throwable failure = core.failure();
    if (failure != null) {
      machine.failed(failure);
    } else if (!(diskWorks && usesDisk(agent))) {
      setTimer(agent);
    }
  }

  private void setTimer(int agent) {
    long deadline = agents[agent].deadlineNanos();
    if (deadline == NEVER) {
      return;
    }
    if (deadline <= clock.nanos()) {
      wake(agent);
      return;
    }
    long at = clock.worldNanos(deadline);
    if (at < timers[agent]) {
      timers[agent] = at;
      world.at(at, () -> timer(agent, at));
    }
  }

  private void timer(int agent, long at) {
    if (!dead && timers[agent] == at) {
      timers[agent] = NEVER;
      if (!scheduled[agent]) {
        scheduled[agent] = true;
        turn(agent);
      }
    }
  }

  /** Timers that were set by the clock's old rate may be late. */
  void clockChanged() {
    for (int agent = 0; agent < agents.length; agent++) {
      timers[agent] = NEVER;
      setTimer(agent);
    }
  }

  private void write(int agent) {
    if (diskWorks) {
      return;
    }
    writerTurns = true;
    int done = agents[agent].doWork();
    writerTurns = false;
    if (done == 0) {
      return;
    }
    diskWorks = true;
    slumber.workBegins();
    if (world.witness().cluster().member(machine.member()).losesTailTo(written)) {
      world.nemesis().tailCut(machine);
    }
    if (agent == SNAPSHOTTER && machine.disk().syncsInFlight() > 0) {
      world.nemesis().snapshotWritten(machine);
    }
    world.at(world.nowNanos() + machine.diskNanos(), this::writtenAll);
  }

  /** The moment at which a thread would come back from the disk. */
  private void writtenAll() {
    if (dead) {
      return;
    }
    long goesOn = goesOnNanos(LOG_WRITER, world.nowNanos());
    if (goesOn > world.nowNanos()) {
      world.at(goesOn, this::writtenAll);
      return;
    }
    machine.disk().settle();
    diskWorks = false;
    for (Effect.Persist write : written) {
      doneWrite = write.sequence();
      world.witness().persisted(machine.member(), write);
    }
    slumber.workEnds(doneWrite, core);
    written.clear();
    SnapshotMeta snapshot = log.snapshots().newest();
    if (snapshot != null) {
      driven.snapshot(snapshot, slumber.raft().commitIndex());
      world.witness().snapshot(machine.member(), snapshot);
    }
    outgoing.forEach(Runnable::run);
    outgoing.clear();
    wake(CONSENSUS);
    wakeThoseWithMail();
    setTimer(LOG_WRITER);
    setTimer(SNAPSHOTTER);
  }

  /** A message arrives. */
  void receive(long from, PeerMessage message) {
    core.received(from, message);
    wakeThoseWithMail();
  }

  /** A connection is gone. */
  void disconnected(long from) {
    core.disconnected(from);
    wakeThoseWithMail();
  }

  /** A client asked something. */
  void asked() {
    wakeThoseWithMail();
  }

  private void leave(long to, PeerMessage message) {
    if (message instanceof PeerMessage.Consensus consensus) {
      world.guard(() -> world.witness().sent(consensus.message()));
      world.digest().mix(world.nowNanos());
      world.digest().mix(consensus.message());
    }
    world.network().send(machine.member(), to, message);
  }

  @Override
  public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
    driven.turned(effects);
    Digest digest = world.digest();
    digest.mix(world.nowNanos());
    for (int i = 0; i < effects.size(); i++) {
      Effect effect = effects.get(i);
      digest.mix(effect);
      if (effect instanceof Effect.Noted noted) {
        world.mark(noted.what());
      } else if (effect instanceof Effect.Commit commit) {
        world.staleReads().committed(commit.index());
      }
    }
    world.trace(machine.member(), events, effects);
    slumber.turned(events);
    world.guard(() -> {
      world.witness().turned(machine.member(), nowNanos, events, effects);
      world.witness().knows(machine.member(), slumber.raft().configuration());
    });
  }

  @Override
  public void persisted(Effect.Persist write) {
    written.add(write);
  }

  @Override
  public void snapshotArrived(SnapshotArrival arrival) {
    world.guard(() -> Arrivals.seen(world, machine, arrival));
  }

  @Override
  public void diskFull(boolean full) {
    world.mark(full ? SimMarks.DISK_FULL : SimMarks.DISK_HAS_ROOM);
    if (full) {
      world.nemesis().diskFull(machine);
    }
  }

  @Override
  public void diverged(Divergence divergence) {
    world.guard(() -> world.bends().said(this, divergence));
  }

  @Override
  public void applied(Entry entry, Bytes result) {
    world.digest().mix(machine.id());
    world.digest().mix(entry);
    world.guard(() -> {
      world.witness().applied(machine.member(), entry, driven.hash());
      if (!driven.witnesses()) {
        world.bends().applied(entry);
        world.clients().applied(entry, result);
      }
    });
  }

  @Override
  public void restored(SnapshotMeta meta) {
    world.digest().mix(meta.index());
    if (driven.sessions.openSessions() > 0) {
      world.mark(SimMarks.SESSIONS_RESTORED);
    }
    world.guard(() -> world.witness().restored(machine.member(), meta, driven.hash()));
  }

  /** What the node takes for its network. */
  private final class Wire implements Transport {
    @Override
    public void start(Receiver receiver) {}

    @Override
    public void send(long to, PeerMessage message) {
      if (writerTurns) {
        outgoing.add(() -> leave(to, message));
      } else {
        leave(to, message);
      }
    }

    @Override
    public boolean isConnected(long member) {
      return world.network().isConnected(machine.member(), member);
    }

    @Override
    public void close() {}
  }
}
