package dev.balsa.net;

import dev.balsa.core.Configuration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Whom the configurations that this member goes by name beside itself: one for each group that it
 * serves. A configuration that leaves this member out says nothing, for it speaks for itself only
 * where it has a place. Safe for use by many threads.
 */
final class Fellows {
  /**
   * What a configuration that names this member says.
   *
   * @param address where this member is, empty if it does not say
   */
  private record Said(Set<Long> members, String address) {}

  private final long self;
  private final ConcurrentMap<Long, Said> groups = new ConcurrentHashMap<>();

  Fellows(long self) {
    this.self = self;
  }

  /** What a group goes by from now on. */
  void of(long group, Configuration configuration) {
    if (configuration.isMember(self)) {
      groups.put(group, new Said(Set.copyOf(configuration.members()), configuration.address(self)));
    } else {
      groups.remove(group);
    }
  }

  /** A group is served no longer. */
  void forget(long group) {
    groups.remove(group);
  }

  /** Whether a configuration names this member and that one. */
  boolean include(long member) {
    return groups.values().stream().anyMatch(said -> said.members().contains(member));
  }

  /** Where a configuration that names both says that this member is; empty if none says that. */
  String address(long member) {
    return groups.values().stream()
        .filter(said -> said.members().contains(member) && !said.address().isEmpty())
        .map(Said::address)
        .findFirst()
        .orElse("");
  }
}
