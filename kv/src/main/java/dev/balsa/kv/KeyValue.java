package dev.balsa.kv;

import dev.balsa.core.Bytes;

/**
 * A key with its value and history, as etcd's {@code KeyValue}.
 *
 * @param key at least one byte
 * @param value may be empty
 * @param createRevision revision of the write that created the key
 * @param modRevision revision of the latest write to it
 * @param version how many writes since creation, from 1
 * @param lease id of the lease it hangs on, 0 for none
 */
public record KeyValue(
    Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {
  /**
   * What a pair takes in memory beside its key and value, in bytes; counted so that the quota
   * bounds the heap and not only the payload.
   */
  public static final int OVERHEAD_BYTES = 144;

  /** The size that counts against the quota, in bytes. */
  public long sizeBytes() {
    return (long) OVERHEAD_BYTES + key.length() + value.length();
  }

  KeyValue withoutValue() {
    return new KeyValue(key, Bytes.EMPTY, createRevision, modRevision, version, lease);
  }
}
