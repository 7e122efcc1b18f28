package dev.balsa.playground;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.RoleName;
import dev.balsa.core.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A world of three members in which nothing goes wrong and nobody asks but the test. */
final class Quiet {
  static final long MILLI_NANOS = 1_000_000;
  private static final int STEPS_MAX = 200_000;

  final World world;
  final List<Happening> seen = new ArrayList<>();

  Quiet(long seed) {
    this.world = new World(plan(seed));
  }

  static Plan plan(long seed) {
    return new Plan(
        seed,
        3,
        Settings.STANDARD,
        new Plan.Links(100, 5_000, 0, 0),
        new Plan.Disks(100, 5_000),
        new Plan.Load(0, 1, 24),
        new Plan.Trouble(0, 3_600_000, 0));
  }

  /** Steps until something holds. */
  void until(BooleanSupplier holds) {
    for (int i = 0; !holds.getAsBoolean(); i++) {
      if (i == STEPS_MAX) {
        throw new AssertionError("not within " + STEPS_MAX + " steps: " + world.members());
      }
      seen.addAll(world.step());
    }
  }

  void untilNanos(long nanos) {
    until(() -> world.nowNanos() >= nanos);
  }

  /** Steps until the cluster has settled under a leader, and returns its id. */
  long leader() {
    until(world::isSettled);
    return world.members().stream()
        .filter(member -> member.role() == RoleName.LEADER)
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** Steps until another than this one leads, and returns its id. */
  long leaderBeside(long old) {
    long[] found = {0};
    until(() -> {
      for (MemberState member : world.members()) {
        if (member.role() == RoleName.LEADER && member.id() != old) {
          found[0] = member.id();
        }
      }
      return found[0] != 0;
    });
    return found[0];
  }

  void propose(long member, String command) {
    world.propose(member, List.of(Bytes.utf8(command)));
  }

  static List<String> commands(List<Entry> log) {
    return log.stream().map(entry -> entry.payload().utf8()).filter(s -> !s.isEmpty()).toList();
  }

  /** Steps until a member has handed another write to its disk. */
  void untilWritten(long member, String command) {
    until(() ->
        seen.stream()
            .anyMatch(happening ->
                happening instanceof Happening.Turned turned
                    && turned.member() == member
                    && turned.text().contains("> persist")
                    && turned.text().contains(command)));
  }

  <T extends Happening> List<T> seen(Class<T> kind) {
    return seen.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
