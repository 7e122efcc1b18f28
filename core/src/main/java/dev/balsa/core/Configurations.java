package dev.balsa.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The configurations of a log, which are in force as soon as they are appended, and no more when
 * they are cut off again (§6). The first one is what everything before the log led to.
 */
final class Configurations {
  private final List<ConfigurationAt> known = new ArrayList<>();

  /**
   * What a disk held.
   *
   * @param began what the cluster began with, if no snapshot knows better
   */
  Configurations(Configuration began, Recovered recovered) {
    SnapshotMeta snapshot = recovered.snapshot();
    known.add(
        snapshot == null
            ? new ConfigurationAt(0, began)
            : new ConfigurationAt(snapshot.index(), snapshot.configuration()));
    for (ConfigurationAt each : recovered.configurations()) {
      if (each.index() > latestIndex()) {
        known.add(each);
      }
    }
  }

  /** The one in force. */
  Configuration latest() {
    return last().configuration();
  }

  /** Index of the entry that {@link #latest} stands in. */
  long latestIndex() {
    return last().index();
  }

  private ConfigurationAt last() {
    return known.get(known.size() - 1);
  }

  /** The one as of an entry. */
  ConfigurationAt asOf(long index) {
    int at = known.size() - 1;
    while (at > 0 && known.get(at).index() > index) {
      at--;
    }
    return known.get(at);
  }

  /** Those that stand in entries after one and up to another, ascending. */
  List<ConfigurationAt> between(long afterIndex, long upToIndex) {
    List<ConfigurationAt> some = new ArrayList<>();
    for (ConfigurationAt each : known) {
      if (each.index() > afterIndex && each.index() <= upToIndex) {
        some.add(each);
      }
    }
    return some;
  }

  /** Whether a member votes in the one as of an entry or in a later one. */
  boolean votesFrom(long index, long member) {
    for (int i = known.size() - 1; i >= 0; i--) {
      if (known.get(i).configuration().votes(member)) {
        return true;
      }
      if (known.get(i).index() <= index) {
        return false;
      }
    }
    return false;
  }

  /** Whether a member has a place in one before an entry. */
  boolean knewBefore(long index, long member) {
    for (ConfigurationAt each : known) {
      if (each.index() < index && each.configuration().isMember(member)) {
        return true;
      }
    }
    return false;
  }

  void append(long index, Configuration configuration) {
    Check.that(index > latestIndex(), "a configuration follows the one before it");
    known.add(new ConfigurationAt(index, configuration));
  }

  /** Rolls back to what was in force before an entry. */
  void truncate(long fromIndex) {
    while (known.size() > 1 && latestIndex() >= fromIndex) {
      known.remove(known.size() - 1);
    }
  }

  /** Forgets what only entries up to one need. */
  void discard(long upToIndex) {
    while (known.size() > 1 && known.get(1).index() <= upToIndex) {
      known.remove(0);
    }
  }

  /** A snapshot says what was in force as of an entry; a log that lacks the entry ends there. */
  void reset(long index, Configuration configuration) {
    known.clear();
    known.add(new ConfigurationAt(index, configuration));
  }

  /** A snapshot says what was in force as of an entry that the log has. */
  void settle(long index, Configuration configuration) {
    discard(index);
    if (known.get(0).index() < index && known.get(0).configuration().isNone()) {
      known.set(0, new ConfigurationAt(index, configuration));
    }
  }
}
