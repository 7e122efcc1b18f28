package dev.balsa.playground;

import dev.balsa.core.Entry;
import java.util.List;

/** A whole log as a list: entry i stands at position i - 1. */
final class Logs {
  private Logs() {}

  static Entry at(List<Entry> log, long index) {
    return log.get((int) index - 1);
  }

  /** Puts an entry at its index; what stood there and after it is gone. */
  static void put(List<Entry> log, Entry entry) {
    while (log.size() >= entry.index()) {
      log.remove(log.size() - 1);
    }
    if (log.size() != entry.index() - 1) {
      throw new IllegalStateException(
          "entry " + entry.index() + " cannot follow entry " + log.size());
    }
    log.add(entry);
  }

  /** Whether an entry of a log is this one, as far as its index and term say. */
  static boolean holds(List<Entry> log, Entry entry) {
    return log.size() >= entry.index() && at(log, entry.index()).term() == entry.term();
  }

  static boolean same(Entry one, Entry other) {
    return one.index() == other.index()
        && one.term() == other.term()
        && one.kind() == other.kind()
        && one.payload().equals(other.payload());
  }
}
