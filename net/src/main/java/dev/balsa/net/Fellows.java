package dev.balsa.net;

import dev.balsa.core.Configuration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Whom the configurations that this member goes by name beside itself: one for each group that it
 * serves. A configuration that leaves this member out says nothing, for it speaks for itself only
 * where it has a place. Safe for use by many threads.
 */
final class Fellows {
  private final long self;
  private final ConcurrentMap<Long, Set<Long>> named = new ConcurrentHashMap<>();

  Fellows(long self) {
    this.self = self;
  }

  /** What a group goes by from now on. */
  void of(long group, Configuration configuration) {
    if (configuration.isMember(self)) {
      named.put(group, Set.copyOf(configuration.members()));
    } else {
      named.remove(group);
    }
  }

  /** A group is served no longer. */
  void forget(long group) {
    named.remove(group);
  }

  /** Whether a configuration names this member and that one. */
  boolean include(long member) {
    Collection<Set<Long>> groups = named.values();
    return groups.stream().anyMatch(members -> members.contains(member));
  }
}
