package dev.balsa.kv;

import dev.balsa.core.Bytes;

/**
 * Reads keys, as etcd's {@code RangeRequest}.
 *
 * @param key the first key, at least one byte
 * @param rangeEnd as in {@link KeyRange#of}
 * @param limit the most pairs to answer with, 0 for all
 * @param revision the revision to read at, 0 for the current one; history is not kept yet, so an
 *     older one is answered with {@link KvError#COMPACTED} and one that has not come with {@link
 *     KvError#FUTURE_REVISION}
 * @param sortOrder ascending by key unless asked otherwise
 * @param sortTarget what to sort by
 * @param serializable whether the answer may come from the asked member's own state, which may be
 *     old
 * @param keysOnly whether to leave values out
 * @param countOnly whether to answer with the count alone
 * @param minModRevision leave out what was modified before this revision, 0 for no bound
 * @param maxModRevision leave out what was modified after it, 0 for no bound
 * @param minCreateRevision leave out what was created before it, 0 for no bound
 * @param maxCreateRevision leave out what was created after it, 0 for no bound
 */
public record RangeRequest(
    Bytes key,
    Bytes rangeEnd,
    long limit,
    long revision,
    SortOrder sortOrder,
    SortTarget sortTarget,
    boolean serializable,
    boolean keysOnly,
    boolean countOnly,
    long minModRevision,
    long maxModRevision,
    long minCreateRevision,
    long maxCreateRevision)
    implements RequestOp {
  /** Which way to sort. The order of the constants is part of the command format. */
  public enum SortOrder {
    /** By key ascending; by any other target ascending too. */
    NONE,
    /** Smallest first. */
    ASCEND,
    /** Greatest first. */
    DESCEND
  }

  /** What to sort by. The order of the constants is part of the command format. */
  public enum SortTarget {
    /** The key. */
    KEY,
    /** The version. */
    VERSION,
    /** The revision of creation. */
    CREATE,
    /** The revision of the latest write. */
    MOD,
    /** The value. */
    VALUE
  }

  /** Everything in a range. */
  public static RangeRequest range(Bytes key, Bytes rangeEnd) {
    return new RangeRequest(
        key, rangeEnd, 0, 0, SortOrder.NONE, SortTarget.KEY, false, false, false, 0, 0, 0, 0);
  }

  /** One key. */
  public static RangeRequest of(Bytes key) {
    return range(key, Bytes.EMPTY);
  }

  /** All keys that start with a prefix. */
  public static RangeRequest prefix(Bytes prefix) {
    return range(prefix, KeyRange.prefixEnd(prefix));
  }

  /** The same request with at most so many pairs. */
  public RangeRequest withLimit(long newLimit) {
    return new RangeRequest(
        key,
        rangeEnd,
        newLimit,
        revision,
        sortOrder,
        sortTarget,
        serializable,
        keysOnly,
        countOnly,
        minModRevision,
        maxModRevision,
        minCreateRevision,
        maxCreateRevision);
  }

  /** The same request, answered with the count alone. */
  public RangeRequest counting() {
    return new RangeRequest(
        key,
        rangeEnd,
        limit,
        revision,
        sortOrder,
        sortTarget,
        serializable,
        keysOnly,
        true,
        minModRevision,
        maxModRevision,
        minCreateRevision,
        maxCreateRevision);
  }

  KeyRange keys() {
    return KeyRange.of(key, rangeEnd);
  }
}
