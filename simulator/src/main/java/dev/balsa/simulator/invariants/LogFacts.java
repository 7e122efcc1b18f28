package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.ConfigurationAt;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log as an onlooker knows it, from index 1. */
public final class LogFacts {
  private @Nullable Entry[] entries = new @Nullable Entry[64];
  private int last;
  private final List<ConfigurationAt> configurations = new ArrayList<>();

  /** The index of the last entry, 0 for an empty log. */
  public long lastIndex() {
    return last;
  }

  /** The term of the last entry, 0 for an empty log. */
  public long lastTerm() {
    return termAt(last);
  }

  /** The term of an entry; 0 for index 0 and beyond the end. */
  public long termAt(long index) {
    return index < 1 || index > last ? 0 : at(index).term();
  }

  /** Whether an entry is here; index 0 with term 0 always is. */
  public boolean holds(long index, long term) {
    return index <= last && termAt(index) == term;
  }

  /** An entry, which must be here. */
  public Entry at(long index) {
    Entry entry = entries[(int) index];
    if (entry == null) {
      throw new IllegalStateException("there is no entry " + index);
    }
    return entry;
  }

  /** The configuration as of an entry, and where it stands: at 0 if no entry has changed it yet. */
  ConfigurationAt configurationAt(long index, Configuration began) {
    for (int i = configurations.size() - 1; i >= 0; i--) {
      if (configurations.get(i).index() <= index) {
        return configurations.get(i);
      }
    }
    return new ConfigurationAt(0, began);
  }

  /** The configuration in force here, which is the last one, committed or not (§6). */
  ConfigurationAt configuration(Configuration began) {
    return configurationAt(last, began);
  }

  /** Where that one stands, 0 if no entry has changed what the cluster began with. */
  long configurationIndex() {
    return configurations.isEmpty() ? 0 : configurations.getLast().index();
  }

  /** All configurations that stand here, ascending. */
  List<ConfigurationAt> configurations() {
    return configurations;
  }

  /** Adds an entry after cutting the log before it; it must not leave a gap. */
  void add(Entry entry) {
    if (entry.index() < 1 || entry.index() > last + 1) {
      throw new IllegalStateException("entry " + entry.index() + " cannot follow " + last);
    }
    int index = (int) entry.index();
    if (index == entries.length) {
      entries = Arrays.copyOf(entries, 2 * index);
    }
    Arrays.fill(entries, index, Math.max(index, last + 1), null);
    entries[index] = entry;
    last = index;
    forgetConfigurations(index - 1);
    if (entry.kind() == EntryKind.CONFIGURATION) {
      configurations.add(new ConfigurationAt(index, entry.configuration()));
    }
  }

  /** Becomes the same as another log. */
  void copy(LogFacts other) {
    entries = other.entries.clone();
    last = other.last;
    configurations.clear();
    configurations.addAll(other.configurations);
  }

  /** Becomes the same as another log up to an index. */
  void copy(LogFacts other, long upToIndex) {
    if (upToIndex > other.last) {
      throw new IllegalStateException("there is no entry " + upToIndex);
    }
    copy(other);
    reset(upToIndex, List.of());
  }

  /** Keeps only a part of itself, and then some entries. */
  void reset(long keptIndex, List<Entry> added) {
    Arrays.fill(entries, (int) keptIndex + 1, last + 1, null);
    last = (int) keptIndex;
    forgetConfigurations(keptIndex);
    added.forEach(this::add);
  }

  private void forgetConfigurations(long afterIndex) {
    while (!configurations.isEmpty() && configurations.getLast().index() > afterIndex) {
      configurations.removeLast();
    }
  }
}
