package dev.balsa.kv;

import dev.balsa.core.Bytes;

/**
 * Deletes keys, as etcd's {@code DeleteRangeRequest}.
 *
 * @param key the first key, at least one byte
 * @param rangeEnd as in {@link KeyRange#of}
 * @param prevKv whether to answer with the deleted pairs
 */
public record DeleteRangeRequest(Bytes key, Bytes rangeEnd, boolean prevKv) implements RequestOp {
  /** Deletes one key. */
  public static DeleteRangeRequest of(Bytes key) {
    return new DeleteRangeRequest(key, Bytes.EMPTY, false);
  }

  /** Deletes all keys that start with a prefix. */
  public static DeleteRangeRequest prefix(Bytes prefix) {
    return new DeleteRangeRequest(prefix, KeyRange.prefixEnd(prefix), false);
  }

  KeyRange keys() {
    return KeyRange.of(key, rangeEnd);
  }
}
