package dev.balsa.kv;

import dev.balsa.core.Bytes;
import dev.balsa.node.FrozenState;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The store as it was after one command: never changes, costs nothing to hold but the memory of
 * what has been replaced since. Safe for use by many threads.
 */
public final class StoreView implements FrozenState {
  /** What a store that nothing was applied to looks like; etcd's revisions start at 1. */
  static final StoreView EMPTY = new StoreView(Tree.EMPTY, 1, 0, 0, 0);

  private final Tree tree;
  private final long revision;
  private final long appliedIndex;
  private final long sizeBytes;
  private final long hash;

  StoreView(Tree tree, long revision, long appliedIndex, long sizeBytes, long hash) {
    this.tree = tree;
    this.revision = revision;
    this.appliedIndex = appliedIndex;
    this.sizeBytes = sizeBytes;
    this.hash = hash;
  }

  /** The revision of the latest write, 1 before the first one. */
  public long revision() {
    return revision;
  }

  /** Index of the latest command applied, 0 before the first one. */
  public long appliedIndex() {
    return appliedIndex;
  }

  /** The sum of {@link KeyValue#sizeBytes()}. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** How many keys there are. */
  public long keyCount() {
    return tree.size();
  }

  /**
   * A hash of the revision and of every pair with its history. Equal content has equal hashes on
   * every member and in every version of this format.
   */
  public long stateHash() {
    return ContentHash.mixed(hash + revision);
  }

  /**
   * Reads.
   *
   * @throws KvException if the request is wrong or its revision is not the current one
   */
  public RangeResponse range(RangeRequest request) {
    return new Changes(this).run(request).as(RangeResponse.class);
  }

  /**
   * Does a transaction that cannot change anything.
   *
   * @throws KvException as {@link #range} does
   * @throws IllegalArgumentException if the transaction could change something
   */
  public TxnResponse txn(TxnRequest request) {
    if (!request.isReadOnly()) {
      throw new IllegalArgumentException("a transaction that writes must be proposed: " + request);
    }
    return new Changes(this).run(request).as(TxnResponse.class);
  }

  /**
   * How many keys a request could read: what tells a read that is quickly answered from one that
   * had better not run on a thread others wait for.
   */
  public long count(Bytes key, Bytes rangeEnd) {
    return tree.count(KeyRange.of(key, rangeEnd));
  }

  /**
   * Writes everything the store is, for {@link Store#restore}. Takes as much memory as the largest
   * pair and a buffer, and holds up nobody.
   */
  @Override
  public void writeTo(OutputStream out) throws IOException {
    Snapshot.write(this, out);
  }

  Tree tree() {
    return tree;
  }

  long hash() {
    return hash;
  }
}
