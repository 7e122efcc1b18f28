package dev.balsa.simulator;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.kv.Commands;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.StoreLimits;
import dev.balsa.log.MemberId;
import dev.balsa.simulator.invariants.BrokenProperty;
import dev.balsa.simulator.invariants.Cluster;
import java.util.ArrayList;
import java.util.List;

/**
 * The liveness phase: a majority that is connected, alive and has working disks goes on, whatever
 * happened before and whatever the others do.
 */
final class Recovery {
  /** So many election timeouts after the last fault a write has succeeded. */
  static final int WRITE_TIMEOUTS_MAX = 20;

  /** So many election timeouts later everyone has caught up. */
  private static final int SETTLE_TIMEOUTS_MAX = 200;

  private static final Bytes KEY = Bytes.utf8("recovered");

  private final World world;
  private final Chance chance;
  private final long electionNanos;
  private final List<Machine> healed = new ArrayList<>();
  private int phase;
  private int writtenIn;
  private int attempts;

  Recovery(World world) {
    this.world = world;
    this.chance = new Chance(world.plan().seed()).fork("recovery");
    this.electionNanos = world.plan().electionNanos();
  }

  void run() {
    heal();
    waitUntilUp();
    waitUntilApplied();
    waitWhileCatchingUp();
    world.bends().uncover(healed, this::write);
    goOn();
    waitUntilBack();
    waitWhileChanging();
    waitUntilTold();
    settle();
    read();
    failOver();
  }

  private void goOn() {
    phase++;
    long deadline = world.nowNanos() + WRITE_TIMEOUTS_MAX * electionNanos;
    while (writtenIn < phase) {
      if (world.nowNanos() >= deadline) {
        throw new BrokenProperty(
            "a healthy majority goes on",
            "no write succeeded within " + WRITE_TIMEOUTS_MAX + " election timeouts" + state());
      }
      write();
      world.runUntil(world.nowNanos() + electionNanos / 2);
    }
  }

  /** The leader is gone, and nothing disturbs the others when they elect another one. */
  private void failOver() {
    for (Machine machine : members()) {
      if (machine.leads() && canDecideWithout(machine)) {
        LastSleep sleep = new LastSleep(world, members());
        world.trace(0, "kills the leader, " + machine.id());
        machine.hold(true);
        machine.kill();
        healed.remove(machine);
        sleep.end(members());
        goOn();
      }
    }
  }

  private boolean canDecideWithout(Machine leader) {
    List<Machine> members = members();
    return configuration()
        .isQuorum(id ->
            id != leader.member()
                && world.machine(id).member() == id
                && members.contains(world.machine(id)));
  }

  /** The healed ones that have a place in the cluster, as far as anybody has said. */
  private List<Machine> members() {
    return healed.stream()
        .filter(machine -> !machine.hasLeft() && configuration().isMember(machine.member()))
        .toList();
  }

  private Configuration configuration() {
    return world.witness().cluster().configuration();
  }

  private void heal() {
    List<Machine> good = new ArrayList<>(world.machines());
    good.removeIf(machine -> !mayHeal(machine));
    // Where the members change, all that is left may be needed to end what was begun.
    int least = world.plan().moves().any() ? good.size() : world.size() / 2 + 1;
    int count = chance.between(least, good.size());
    while (healed.size() < count) {
      healed.add(good.remove(chance.below(good.size())));
    }
    List<Machine> others = new ArrayList<>(world.machines());
    others.removeAll(healed);
    world.trace(0, "heals " + healed.stream().map(Machine::id).toList());
    world.network().calm();
    world.network().healAll();
    world.calmDisks();
    for (Machine one : healed) {
      for (Machine other : others) {
        world.network().block(one.id(), other.id(), true);
        world.network().block(other.id(), one.id(), true);
      }
      one.heal();
    }
  }

  private boolean mayHeal(Machine machine) {
    boolean comesBack = world.plan().moves().rejoins();
    return !machine.hasLeft() && (comesBack || world.atlas().isGood(machine.member()));
  }

  private void waitUntilUp() {
    long deadline = world.nowNanos() + SETTLE_TIMEOUTS_MAX * electionNanos;
    while (!healed.stream().allMatch(machine -> machine.isUp() || machine.hasLeft())) {
      if (world.nowNanos() >= deadline) {
        throw new BrokenProperty("a healthy machine starts", "it did not" + state());
      }
      world.runUntil(world.nowNanos() + electionNanos / 4);
    }
    // What hung before may take its time to come back.
    world.runUntil(world.nowNanos() + 12 * electionNanos);
  }

  /**
   * A state machine that lives in memory begins anew after a restart: how long the whole log takes
   * is another question than how soon a healthy majority agrees.
   */
  private void waitUntilApplied() {
    List<Long> goals = healed.stream().map(Recovery::committed).toList();
    long deadline = world.nowNanos() + SETTLE_TIMEOUTS_MAX * electionNanos;
    for (int i = 0; i < healed.size(); i++) {
      while (!healed.get(i).hasLeft() && applied(healed.get(i)) < goals.get(i)) {
        if (world.nowNanos() >= deadline) {
          throw new BrokenProperty("a healthy machine catches up", "it did not" + state());
        }
        world.runUntil(world.nowNanos() + electionNanos / 4);
      }
    }
  }

  /**
   * A member of the majority that has missed much comes nearer to the others with every election
   * timeout; how long that takes is another question as well.
   */
  private void waitWhileCatchingUp() {
    long goal = members().stream().mapToLong(Recovery::lastIndex).max().orElse(0);
    long before = -1;
    long least = leastIndex();
    while (least > before && least < goal) {
      before = least;
      world.runUntil(world.nowNanos() + electionNanos);
      least = leastIndex();
    }
  }

  private long leastIndex() {
    return members().stream().mapToLong(Recovery::lastIndex).min().orElse(0);
  }

  private static long lastIndex(Machine machine) {
    Incarnation process = machine.process();
    return process == null ? 0 : process.raft().lastIndex();
  }

  private static long committed(Machine machine) {
    Incarnation process = machine.process();
    return process == null ? 0 : process.raft().commitIndex();
  }

  private static long applied(Machine machine) {
    Incarnation process = machine.process();
    return process == null ? 0 : process.core().status().appliedIndex();
  }

  private void write() {
    Incarnation process = chance.pick(members()).process();
    if (process == null) {
      return;
    }
    attempts++;
    Bytes value = Bytes.utf8("attempt " + attempts);
    Bytes command = Commands.encode(PutRequest.of(KEY, value), StoreLimits.STANDARD);
    int asked = phase;
    var _ =
        process
            .core()
            .propose(command)
            .whenComplete((answer, failure) -> {
              if (answer != null) {
                writtenIn = asked;
              }
            });
    process.asked();
  }

  /**
   * Who has lost its past, and was not removed meanwhile, has its place again: whoever knocks while
   * others catch up comes along with them.
   */
  private void waitUntilBack() {
    long changeNanos = world.plan().limits().changeTimeoutMillis() * 2_000_000L;
    long deadline = world.nowNanos() + changeNanos + SETTLE_TIMEOUTS_MAX * electionNanos;
    while (healed.stream().anyMatch(this::isAway)) {
      if (world.nowNanos() >= deadline) {
        throw new BrokenProperty(
            "who has lost its past comes back", "of " + configuration() + " one did not" + state());
      }
      world.runUntil(world.nowNanos() + electionNanos);
    }
  }

  private boolean isAway(Machine machine) {
    long member = machine.member();
    return machine.past().isLost()
        || configuration().members().stream()
            .anyMatch(id -> id != member && MemberId.isSameNumber(id, member));
  }

  /** A change that is going on comes to its end, and whoever wished for it is told. */
  private void waitWhileChanging() {
    long changeNanos = world.plan().limits().changeTimeoutMillis() * 2_000_000L;
    long deadline = world.nowNanos() + changeNanos + SETTLE_TIMEOUTS_MAX * electionNanos;
    while (!configuration().isStable()
        || world.changes().open() > 0
        || members().stream().anyMatch(this::isChanging)) {
      if (world.nowNanos() >= deadline) {
        throw new BrokenProperty(
            "a change of the members comes to its end", configuration() + " did not" + state());
      }
      world.runUntil(world.nowNanos() + electionNanos);
    }
  }

  /** Whether it knows other members than those that are committed. */
  private boolean isChanging(Machine machine) {
    Incarnation process = machine.process();
    return process != null
        && world.plan().moves().any()
        && !process.raft().configuration().equals(configuration());
  }

  /** Whoever was removed, would campaign again, and reaches somebody who knows is told. */
  private void waitUntilTold() {
    long deadline = world.nowNanos() + SETTLE_TIMEOUTS_MAX * electionNanos;
    while (healed.stream().anyMatch(this::isUntold)) {
      if (world.nowNanos() >= deadline) {
        throw new BrokenProperty("a removed member is told", "it was not" + state());
      }
      world.runUntil(world.nowNanos() + electionNanos);
    }
  }

  private boolean isUntold(Machine machine) {
    Incarnation process = machine.process();
    Cluster cluster = world.witness().cluster();
    return process != null
        && cluster.wasMember(machine.member())
        && !configuration().isMember(machine.member())
        && process.raft().configurationIndex() <= cluster.configurationIndex()
        && process.raft().configuration().votes(machine.member())
        && members().stream()
            .anyMatch(member -> process.raft().configuration().votes(member.member()));
  }

  private void settle() {
    world.clients().fallSilent();
    long requestNanos = world.plan().limits().requestTimeoutMillis() * 2_000_000L;
    long deadline = world.nowNanos() + requestNanos + SETTLE_TIMEOUTS_MAX * electionNanos;
    while (!settled()) {
      if (world.nowNanos() >= deadline) {
        throw new BrokenProperty(
            openHere() > 0 ? "every request ends" : "a healthy majority settles",
            "it did not" + state());
      }
      world.runUntil(world.nowNanos() + electionNanos);
    }
  }

  /** Whatever was refused or given up before, every healthy member answers again. */
  private void read() {
    long deadline = world.nowNanos() + WRITE_TIMEOUTS_MAX * electionNanos;
    List<Machine> unread = new ArrayList<>(members());
    unread.removeIf(machine -> world.plan().isWitness(machine.id()));
    while (!unread.isEmpty()) {
      if (world.nowNanos() >= deadline) {
        throw new BrokenProperty(
            "every healthy member answers reads",
            "member " + unread.getFirst().member() + " did not" + state());
      }
      for (Machine machine : List.copyOf(unread)) {
        Incarnation process = machine.process();
        if (process != null) {
          var _ = process.core().read(() -> unread.remove(machine));
          process.asked();
        }
      }
      world.runUntil(world.nowNanos() + electionNanos / 2);
    }
  }

  private boolean settled() {
    if (openHere() > 0) {
      return false;
    }
    List<Machine> members = members();
    Incarnation first = null;
    for (Machine machine : members) {
      if (first == null && !world.plan().isWitness(machine.id())) {
        first = machine.process();
      }
    }
    if (first == null) {
      return false;
    }
    for (Machine machine : members) {
      Incarnation process = machine.process();
      if (process == null
          || process.raft().lastIndex() != first.raft().lastIndex()
          || process.core().status().appliedIndex() != process.raft().lastIndex()) {
        return false;
      }
      if (!process.witnesses() && process.store().stateHash() != first.store().stateHash()) {
        throw new BrokenProperty("equal logs make equal states", "they do not" + state());
      }
    }
    return true;
  }

  private int openHere() {
    return world.clients().openAt(healed);
  }

  private String state() {
    StringBuilder text = new StringBuilder("; ").append(openHere()).append(" requests are open");
    for (Machine machine : healed) {
      Incarnation process = machine.process();
      text.append("; member ").append(MemberId.text(machine.member())).append(' ');
      if (process == null) {
        text.append("is down");
      } else {
        text.append(process.raft().role())
            .append(" of term ")
            .append(process.raft().term())
            .append(", last ")
            .append(process.raft().lastIndex())
            .append('/')
            .append(process.raft().lastTerm())
            .append(", commit ")
            .append(process.raft().commitIndex())
            .append(", applied ")
            .append(process.core().status().appliedIndex());
      }
    }
    return text.toString();
  }
}
