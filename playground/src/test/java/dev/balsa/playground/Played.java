package dev.balsa.playground;

import java.util.ArrayList;
import java.util.List;

/** The seeds of these tests, played once in this JVM. */
record Played(long seed, World world, String line) {
  static final long FIRST = 1;
  static final int COUNT = 100;
  static final List<Played> ALL = all();

  private static List<Played> all() {
    List<Played> all = new ArrayList<>();
    for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
      try {
        World world = Digests.play(seed);
        all.add(new Played(seed, world, Digests.line(seed, world)));
      } catch (RuntimeException broken) {
        throw new AssertionError("seed " + seed, broken);
      }
    }
    return List.copyOf(all);
  }

  static List<String> lines() {
    return ALL.stream().map(Played::line).toList();
  }

  int count(String mark) {
    return world.marks().getOrDefault(mark, 0);
  }
}
