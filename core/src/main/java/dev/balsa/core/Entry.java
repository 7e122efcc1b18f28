package dev.balsa.core;

import java.util.List;

/**
 * One entry of the replicated log (Figure 2, State: log[]).
 *
 * @param index position in the log, from 1
 * @param term term of the leader that made the entry, from 1
 * @param kind what the entry is for
 * @param payload the command, or the configuration as {@link ConfigurationCodec} writes it; empty
 *     for a no-op
 */
public record Entry(long index, long term, EntryKind kind, Bytes payload) {
  /** What an entry costs beside its payload, in bytes, when windows and batches are measured. */
  public static final int OVERHEAD_BYTES = 32;

  /**
   * Checks that a configuration is one.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public Entry {
    if (kind == EntryKind.CONFIGURATION && ConfigurationCodec.decode(payload).isNone()) {
      throw new IllegalArgumentException("the configuration in entry " + index + " has no voters");
    }
  }

  /** An entry that carries a configuration. */
  public static Entry of(long index, long term, Configuration configuration) {
    return new Entry(
        index, term, EntryKind.CONFIGURATION, ConfigurationCodec.encode(configuration));
  }

  /**
   * The configuration it carries.
   *
   * @throws IllegalStateException if it is of another kind
   */
  public Configuration configuration() {
    Check.that(kind == EntryKind.CONFIGURATION, "only some entries carry a configuration");
    return ConfigurationCodec.decode(payload);
  }

  /** The size that counts against windows, batches and limits, in bytes. */
  public int sizeBytes() {
    return OVERHEAD_BYTES + payload.length();
  }

  /** The sum of {@link #sizeBytes()} of some entries. */
  public static long sizeBytes(List<Entry> entries) {
    long sum = 0;
    for (int i = 0; i < entries.size(); i++) {
      sum += entries.get(i).sizeBytes();
    }
    return sum;
  }
}
