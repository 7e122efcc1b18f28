package dev.balsa.kv;

import dev.balsa.core.Bytes;

/**
 * Writes a key, as etcd's {@code PutRequest}.
 *
 * @param key at least one byte
 * @param value may be empty; must be empty with {@code ignoreValue}
 * @param lease the lease to hang the key on, 0 for none; no lease exists yet, so any other is
 *     answered with {@link KvError#LEASE_NOT_FOUND}
 * @param prevKv whether to answer with the pair that was there before
 * @param ignoreValue whether to keep the value that is there and only raise the revision; the key
 *     must exist
 * @param ignoreLease whether to keep the lease that is there; the key must exist
 */
public record PutRequest(
    Bytes key, Bytes value, long lease, boolean prevKv, boolean ignoreValue, boolean ignoreLease)
    implements RequestOp {
  /** A plain write. */
  public static PutRequest of(Bytes key, Bytes value) {
    return new PutRequest(key, value, 0, false, false, false);
  }

  /** The same request, answered with the pair that was there before. */
  public PutRequest withPrevKv() {
    return new PutRequest(key, value, lease, true, ignoreValue, ignoreLease);
  }
}
