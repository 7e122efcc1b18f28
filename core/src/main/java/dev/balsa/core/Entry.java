package dev.balsa.core;

/**
 * One entry of the replicated log (Figure 2, State: log[]).
 *
 * @param index position in the log, from 1
 * @param term term of the leader that made the entry, from 1
 * @param kind what the entry is for
 * @param payload the command; empty unless {@code kind} is {@link EntryKind#COMMAND}
 */
public record Entry(long index, long term, EntryKind kind, Bytes payload) {
  /** What an entry costs beside its payload, in bytes, when windows and batches are measured. */
  public static final int OVERHEAD_BYTES = 32;

  /** The size that counts against windows, batches and limits, in bytes. */
  public int sizeBytes() {
    return OVERHEAD_BYTES + payload.length();
  }

  /** The sum of {@link #sizeBytes()} of some entries. */
  public static long sizeBytes(Iterable<Entry> entries) {
    long sum = 0;
    for (Entry entry : entries) {
      sum += entry.sizeBytes();
    }
    return sum;
  }
}
