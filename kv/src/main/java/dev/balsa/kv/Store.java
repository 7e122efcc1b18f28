package dev.balsa.kv;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.node.StateMachine;

/**
 * A key-value store that is the same on every member: etcd's keys, revisions and transactions, held
 * in memory.
 *
 * <p>{@link #apply} is for one thread; everything else is safe for use by many threads while that
 * one goes on.
 */
public final class Store implements StateMachine {
  private volatile StoreView view = StoreView.EMPTY;

  /** An empty store. */
  public Store() {}

  /**
   * Applies a command that {@link Commands#encode} made.
   *
   * @return the answer, for {@link Commands#decodeResponse}
   * @throws MalformedBytesException if the payload is no command of this version
   */
  @Override
  public Bytes apply(Entry entry) {
    if (entry.index() <= view.appliedIndex()) {
      throw new IllegalStateException(
          "entry " + entry.index() + " comes after " + view.appliedIndex() + " was applied");
    }
    Command command = Commands.decode(entry.payload());
    Changes changes = new Changes(view);
    Response response = changes.run(command);
    view = changes.published(entry.index(), response instanceof ErrorResponse);
    return Commands.encodeResponse(response);
  }

  /** The store as it is now. */
  public StoreView view() {
    return view;
  }

  /**
   * Reads what is here now.
   *
   * @throws KvException as {@link StoreView#range} does
   */
  public RangeResponse range(RangeRequest request) {
    return view.range(request);
  }

  /** As {@link StoreView#revision()}. */
  public long revision() {
    return view.revision();
  }

  /** As {@link StoreView#appliedIndex()}. */
  public long appliedIndex() {
    return view.appliedIndex();
  }

  /** As {@link StoreView#stateHash()}. */
  public long stateHash() {
    return view.stateHash();
  }

  /** As {@link StoreView#sizeBytes()}. */
  public long sizeBytes() {
    return view.sizeBytes();
  }

  /** As {@link StoreView#keyCount()}. */
  public long keyCount() {
    return view.keyCount();
  }
}
