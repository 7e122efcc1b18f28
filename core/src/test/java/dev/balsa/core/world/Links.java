package dev.balsa.core.world;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Which directions between servers are cut, and which are slow. */
final class Links {
  private record Link(long from, long to) {}

  private final Set<Link> cut = new HashSet<>();
  private final Map<Link, Long> lagMillis = new HashMap<>();

  boolean isCut(long from, long to) {
    return cut.contains(new Link(from, to));
  }

  long lagMillis(long from, long to) {
    return lagMillis.getOrDefault(new Link(from, to), 0L);
  }

  void heal() {
    cut.clear();
    lagMillis.clear();
  }

  /** Cuts in one of several ways, mostly around one server. */
  void repartition(SplittableRandom random, Set<Long> servers, long victim) {
    heal();
    Set<Long> side = new HashSet<>();
    servers.stream().filter(id -> random.nextBoolean()).forEach(side::add);
    int kind = random.nextInt(6);
    for (long one : servers) {
      for (long other : servers) {
        boolean cuts =
            switch (kind) {
              case 0 -> false;
              case 1 -> random.nextInt(4) == 0;
              case 2 -> side.contains(one) != side.contains(other);
              case 3 -> side.contains(one) && !side.contains(other);
              default -> one == victim;
            };
        if (cuts) {
          cut.add(new Link(one, other));
        }
        // The victim goes on hearing the past, which makes it believe that it still leads.
        if ((kind == 4 && other == victim) || random.nextInt(20) == 0) {
          lagMillis.put(new Link(one, other), random.nextLong(400));
        }
      }
    }
  }
}
