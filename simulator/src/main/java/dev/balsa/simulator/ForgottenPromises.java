package dev.balsa.simulator;

import dev.balsa.core.RoleName;
import java.util.ArrayList;
import java.util.List;

/**
 * Voters that begin anew while a leader is alive that they do not hear, and another member asks for
 * their votes: whoever does not keep what its former process promised gives them too early.
 */
final class ForgottenPromises {
  /** In so many of these cases. */
  private static final int ONE_IN = 2;

  private static final int LOOKS_IN_A_TIMEOUT = 16;
  private static final int TIMEOUTS_MAX = 4;

  private final World world;
  private final Machine leader;
  private final Machine candidate;
  private final List<long[]> cut = new ArrayList<>();

  private ForgottenPromises(World world, Machine leader, Machine candidate) {
    this.world = world;
    this.leader = leader;
    this.candidate = candidate;
  }

  /**
   * Where there are leases and processes die, sometimes cuts one member off from the leader alone,
   * and kills voters when it asks for votes.
   *
   * @return whether it does
   */
  static boolean tempt(World world, Chance chance) {
    Machine leader = world.leading();
    if (leader == null
        || world.plan().reign().leaseDriftPermille() == 0
        || !world.plan().faults().containsKey(Fault.KILL)
        || chance.below(ONE_IN) > 0) {
      return false;
    }
    List<Machine> others = others(world, leader);
    if (others.size() < 2) {
      return false;
    }
    Machine candidate = others.remove(chance.below(others.size()));
    ForgottenPromises these = new ForgottenPromises(world, leader, candidate);
    these.block(candidate);
    // As many as it needs beside its own vote.
    these.look(others.subList(0, (others.size() + 2) / 2), TIMEOUTS_MAX * LOOKS_IN_A_TIMEOUT);
    return true;
  }

  private static List<Machine> others(World world, Machine leader) {
    List<Machine> others = new ArrayList<>();
    for (Machine machine : world.machines()) {
      Incarnation process = leader.process();
      if (machine != leader
          && machine.isUp()
          && process != null
          && process.raft().configuration().votes(machine.member())) {
        others.add(machine);
      }
    }
    return others;
  }

  private void look(List<Machine> voters, int looks) {
    later(
        LOOKS_IN_A_TIMEOUT,
        () -> {
          Incarnation process = candidate.process();
          if (looks == 0 || process == null || !leader.leads()) {
            unblock();
          } else if (process.raft().role() == RoleName.PRE_CANDIDATE) {
            voters.forEach(this::beginAnew);
            later(1, this::unblock);
          } else {
            look(voters, looks - 1);
          }
        });
  }

  private void beginAnew(Machine voter) {
    block(voter);
    if (voter.isUp()) {
      voter.kill();
    }
    later(LOOKS_IN_A_TIMEOUT, voter::start);
  }

  /** After a part of an election timeout, unless nothing goes wrong any more then. */
  private void later(int part, Runnable action) {
    long nanos = world.nowNanos() + world.plan().electionNanos() / part;
    if (nanos < world.plan().safetyNanos()) {
      world.at(nanos, action);
    }
  }

  private void block(Machine other) {
    cut.add(new long[] {leader.id(), other.id()});
    cut.add(new long[] {other.id(), leader.id()});
    cut.forEach(way -> world.network().block(way[0], way[1], true));
  }

  private void unblock() {
    cut.forEach(way -> world.network().block(way[0], way[1], false));
  }
}
