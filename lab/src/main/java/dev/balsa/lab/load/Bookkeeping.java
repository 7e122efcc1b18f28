package dev.balsa.lab.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a writing client knows of its writes: each key is written once, with one value. Safe for use
 * by many threads.
 */
public final class Bookkeeping {
  /** What is known of a write. */
  public enum Fate {
    /** It was answered: it must be there for ever. */
    ACKNOWLEDGED,
    /** There was no answer, or one that says nobody knows: it may be there or not. */
    UNKNOWN
  }

  /** A write. */
  private record Write(String value, Fate fate) {}

  private final Map<String, Write> writes = new ConcurrentHashMap<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** Notes what came of a write. */
  public void note(String key, String value, Reply reply) {
    if (reply.done()) {
      writes.put(key, new Write(value, Fate.ACKNOWLEDGED));
      acknowledged.incrementAndGet();
    } else if (reply.certainlyNotDone()) {
      refused.incrementAndGet();
    } else {
      writes.put(key, new Write(value, Fate.UNKNOWN));
      unknown.incrementAndGet();
    }
  }

  /** Writes that were answered. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Writes that may have happened. */
  public long unknown() {
    return unknown.get();
  }

  /** Writes that certainly did not happen. */
  public long refused() {
    return refused.get();
  }

  /** The value of a key that was acknowledged, or null. */
  public @Nullable String acknowledgedValue(String key) {
    Write write = writes.get(key);
    return write == null || write.fate() != Fate.ACKNOWLEDGED ? null : write.value();
  }

  /**
   * Compares with everything that is there in the end.
   *
   * @return one line for each contradiction, none if all is well
   */
  public List<String> contradictions(Map<String, String> present) {
    List<String> found = new ArrayList<>();
    writes.forEach((key, write) -> {
      String value = present.get(key);
      if (value == null && write.fate() == Fate.ACKNOWLEDGED) {
        found.add("lost: " + key + " was acknowledged with " + write.value() + " and is gone");
      } else if (value != null && !value.equals(write.value())) {
        found.add("changed: " + key + " is " + value + ", written was " + write.value());
      }
    });
    present.forEach((key, value) -> {
      if (!writes.containsKey(key)) {
        found.add("invented: " + key + " is " + value + ", but was refused or never written");
      }
    });
    return found;
  }
}
