package dev.balsa.simulator;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Trace;
import dev.balsa.log.MemberId;
import dev.balsa.simulator.history.Linearizability;
import dev.balsa.simulator.history.Register;
import dev.balsa.simulator.history.Verdict;
import dev.balsa.simulator.invariants.BrokenProperty;
import dev.balsa.simulator.invariants.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One run of a whole cluster, in one thread, from one seed. */
final class World {
  /*
   * First things go wrong (safety phase), then a majority is healed and has to recover (Recovery,
   * liveness phase), then what clients saw is judged. Everything happens in the schedule's order, and
   * all chance comes from the seed, so the same plan gives the same run.
   */

  /** So many things at one moment mean that something is turned for ever. */
  private static final int EVENTS_AT_ONCE_MAX = 200_000;

  /** What fails on purpose would say so at length. Kept here, because loggers are held weakly. */
  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("dev.balsa.node"), Logger.getLogger("dev.balsa.log"));

  static {
    QUIET.forEach(each -> each.setLevel(Level.OFF));
  }

  /** So many steps decide every history but those with dozens of unknown outcomes. */
  private static final long STEPS_MAX = 2_000_000;

  private final Plan plan;
  private final @Nullable Consumer<String> trace;
  private final Schedule schedule = new Schedule();
  private final Digest digest = new Digest();
  private final MarkCounts marks = new MarkCounts();
  private final Witness witness;
  private final SimNetwork network;
  private final Clients clients;
  private final StaleReads staleReads;
  private final Transfers transfers;
  private final MemberChanges changes;
  private final Nemesis nemesis;
  private final FaultAtlas atlas;
  private final Bends bends = new Bends(this);
  private final List<Machine> machines = new ArrayList<>();
  private Plan.Disk diskBehaviour;
  private @Nullable BrokenProperty broken;
  private long nowNanos;
  private long events;
  private int eventsAtOnce;

  /**
   * A world that has not begun.
   *
   * @param trace where every turn is printed, or null
   */
  World(Plan plan, @Nullable Consumer<String> trace) {
    Chance chance = new Chance(plan.seed());
    this.plan = plan;
    this.trace = trace;
    this.diskBehaviour = plan.disk();
    this.witness =
        new Witness(
            plan.configuration(),
            plan.machines(),
            plan.electionNanos(),
            id -> machine(id).clockNanos());
    this.network = new SimNetwork(this, chance.fork("network"), plan.network(), plan.machines());
    this.clients = new Clients(this, chance.fork("clients"));
    this.staleReads = new StaleReads(this, chance.fork("stale reads"));
    this.transfers = new Transfers(this, chance.fork("transfers"));
    this.changes = new MemberChanges(this, chance.fork("member changes"));
    this.nemesis = new Nemesis(this, chance.fork("nemesis"));
    this.atlas =
        plan.moves().rejoins()
            ? FaultAtlas.ofChanging(witness.cluster())
            : new FaultAtlas(plan.configuration().voters().size());
    for (long id = 1; id <= plan.machines(); id++) {
      machines.add(new Machine(this, id));
    }
  }

  /** Runs to the end, or to the first property that does not hold. */
  Outcome run() {
    try {
      machines.forEach(Machine::start);
      clients.begin();
      staleReads.begin();
      transfers.begin();
      changes.begin();
      nemesis.begin();
      runUntil(plan.safetyNanos());
      nemesis.end();
      transfers.end();
      changes.end();
      new Recovery(this).run();
      transfers.check();
      changes.check();
      machines.forEach(Machine::examine);
      judge();
    } catch (BrokenProperty found) {
      broken = broken == null ? found : broken;
    } catch (RuntimeException unexpected) {
      broken = new BrokenProperty("nothing throws", unexpected.toString());
      broken.initCause(unexpected);
    }
    return new Outcome(
        plan.seed(),
        broken,
        digest.value(),
        events,
        nowNanos,
        clients.answered(),
        machines.size(),
        marks);
  }

  /** Lets things happen until a time. */
  void runUntil(long nanos) {
    while (!schedule.isEmpty() && schedule.nextNanos() <= nanos) {
      step();
    }
    nowNanos = Math.max(nowNanos, nanos);
  }

  private void step() {
    long next = schedule.nextNanos();
    Runnable action = schedule.take();
    eventsAtOnce = next == nowNanos ? eventsAtOnce + 1 : 0;
    nowNanos = next;
    events++;
    action.run();
    if (broken != null) {
      throw broken;
    }
    if (eventsAtOnce > EVENTS_AT_ONCE_MAX) {
      throw new BrokenProperty(
          "time goes on", "something is turned again and again at " + nowNanos);
    }
  }

  private void judge() {
    clients.end();
    Linearizability checker = new Linearizability(STEPS_MAX);
    if (checker.check(Register.EMPTY, clients.toldHistory()) instanceof Verdict.Linearizable) {
      return;
    }
    Verdict verdict = checker.check(Register.EMPTY, clients.history());
    switch (verdict) {
      case Verdict.Linearizable none -> {}
      case Verdict.NotLinearizable no ->
          throw new BrokenProperty(
              "what clients saw is linearizable",
              no.key()
                  + " cannot be explained; stuck at "
                  + String.valueOf(clients.history().get(no.stuck()))
                      .replace(Register.ABSENT, "nothing"));
      case Verdict.OutOfSteps out ->
          throw new BrokenProperty(
              "what clients saw can be judged", out.key() + " took " + out.steps() + " steps");
    }
  }

  /** Remembers the first property that does not hold, where an exception would not come through. */
  void guard(Runnable check) {
    try {
      check.run();
    } catch (BrokenProperty found) {
      if (broken == null) {
        broken = found;
      }
    }
  }

  /** Has something happen at a time. */
  void at(long nanos, Runnable action) {
    schedule.at(Math.max(nanos, nowNanos), action);
  }

  /** A rare event happened. */
  void mark(String what) {
    marks.add(what);
  }

  /** How often rare events happened so far. */
  MarkCounts marks() {
    return marks;
  }

  /** Prints what happens, if somebody reads it. */
  void trace(long member, String line) {
    if (trace != null) {
      trace.accept(
          nowNanos / 1_000
              + " us"
              + (member == 0 ? " " : " member " + MemberId.text(member) + " ")
              + line);
    }
  }

  /** Prints a turn of the core of a member, if somebody reads it. */
  void trace(long member, List<Event> events, List<Effect> effects) {
    if (trace != null) {
      events.forEach(event -> trace(member, "  " + Trace.line(event)));
      effects.forEach(effect -> trace(member, "    " + Trace.line(effect)));
    }
  }

  /** Whether clients are silent for a while. */
  boolean isLull() {
    return Slumber.isLull(plan, nowNanos);
  }

  Plan plan() {
    return plan;
  }

  long nowNanos() {
    return nowNanos;
  }

  Digest digest() {
    return digest;
  }

  Witness witness() {
    return witness;
  }

  FaultAtlas atlas() {
    return atlas;
  }

  Bends bends() {
    return bends;
  }

  Nemesis nemesis() {
    return nemesis;
  }

  SimNetwork network() {
    return network;
  }

  MemberChanges changes() {
    return changes;
  }

  StaleReads staleReads() {
    return staleReads;
  }

  Clients clients() {
    return clients;
  }

  List<Machine> machines() {
    return machines;
  }

  /** The machine of a leader, if one leads, or thinks so. */
  @Nullable Machine leading() {
    for (Machine machine : machines) {
      if (machine.leads()) {
        return machine;
      }
    }
    return null;
  }

  /** The process of a leader, as {@link #leading}. */
  @Nullable Incarnation leader() {
    Machine machine = leading();
    return machine == null ? null : machine.process();
  }

  /** The machine that a member runs on, or ran on before its past was lost. */
  Machine machine(long member) {
    return machines.get((int) MemberId.number(member) - 1);
  }

  int size() {
    return machines.size();
  }

  Plan.Disk diskBehaviour() {
    return diskBehaviour;
  }

  /** From now on disks are as fast as they usually are. */
  void calmDisks() {
    diskBehaviour = new Plan.Disk(diskBehaviour.syncNanos(), 0, 0, diskBehaviour.journaled());
  }
}
