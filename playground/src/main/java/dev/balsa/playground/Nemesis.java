package dev.balsa.playground;

import dev.balsa.core.RoleName;
import java.util.ArrayList;
import java.util.List;

/** Has things go wrong, and repairs them when its time is over. */
final class Nemesis {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final World world;
  private final Plan plan;
  private final long untilNanos;
  private final Chance chance;

  Nemesis(World world, Plan plan, long untilNanos, Chance chance) {
    this.world = world;
    this.plan = plan;
    this.untilNanos = untilNanos;
    this.chance = chance;
  }

  void begin() {
    if (plan.trouble().pauseMillisMax() > 0) {
      strikeLater();
      world.at(untilNanos, this::repair);
    }
  }

  private void strikeLater() {
    long nanos =
        world.nowNanos() + chance.between(1, plan.trouble().pauseMillisMax()) * NANOS_PER_MILLI;
    if (nanos < untilNanos) {
      world.at(
          nanos,
          () -> {
            strike();
            strikeLater();
          });
    }
  }

  private void strike() {
    switch (chance.below(19)) {
      case 0 -> withSome(true, world::kill);
      case 1, 2 -> withSome(true, world::cutPower);
      case 3 -> world.cutPower(leader());
      case 4, 5, 6, 7, 8, 9 -> withSome(false, world::start);
      case 10, 11 -> isolate(leader());
      case 12 -> split();
      case 13 -> world.cut(anyone(), anyone());
      case 14, 15 -> world.heal();
      case 16 -> world.hangDisk(leader(), soon());
      case 17 -> world.pause(anyone(), soon());
      default -> {
        for (MemberState member : world.members()) {
          world.cutPower(member.id());
        }
      }
    }
  }

  private void repair() {
    world.heal();
    for (MemberState member : world.members()) {
      world.start(member.id());
    }
  }

  private interface Action {
    void on(long member);
  }

  /** Does something to a member that runs or does not; if there is none, the links are repaired. */
  private void withSome(boolean running, Action action) {
    List<Long> some = new ArrayList<>();
    for (MemberState member : world.members()) {
      if (member.running() == running) {
        some.add(member.id());
      }
    }
    if (some.isEmpty()) {
      world.heal();
    } else {
      action.on(chance.pick(some));
    }
  }

  private long anyone() {
    return chance.between(1, plan.members());
  }

  /** Who leads the latest term; anyone if nobody leads. */
  private long leader() {
    long leader = 0;
    long term = 0;
    for (MemberState member : world.members()) {
      if (member.role() == RoleName.LEADER && member.term() > term) {
        leader = member.id();
        term = member.term();
      }
    }
    return leader == 0 ? anyone() : leader;
  }

  private void isolate(long member) {
    for (long other = 1; other <= plan.members(); other++) {
      if (other != member) {
        world.cut(member, other);
        world.cut(other, member);
      }
    }
  }

  private void split() {
    int side = chance.between(1, (1 << plan.members()) - 2);
    for (int one = 0; one < plan.members(); one++) {
      for (int other = 0; other < plan.members(); other++) {
        if (((side >> one) & 1) != ((side >> other) & 1)) {
          world.cut(one + 1, other + 1);
        }
      }
    }
  }

  private long soon() {
    int millis = chance.between(1, 4 * plan.settings().electionTimeoutMillis());
    return world.nowNanos() + millis * NANOS_PER_MILLI;
  }
}
