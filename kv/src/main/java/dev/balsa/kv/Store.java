package dev.balsa.kv;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.node.StateMachine;
import java.io.IOException;
import java.io.InputStream;

/**
 * A key-value store that is the same on every member: etcd's keys, revisions and transactions, held
 * in memory.
 *
 * <p>{@link #apply} and {@link #restore} are for one thread; everything else is safe for use by
 * many threads while that one goes on.
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

  /** The same as {@link #view}: takes no time, whatever the size of the store. */
  @Override
  public StoreView freeze() {
    return view;
  }

  /**
   * Replaces everything here by what {@link StoreView#writeTo} wrote. Until the last byte was read
   * and found right, the store stays as it was and is read so by others; for that long both are in
   * memory.
   *
   * @throws IOException naming what is wrong and at which byte if the stream cannot be read, holds
   *     no whole snapshot or goes on after it, or one of another format
   */
  @Override
  public void restore(InputStream snapshot) throws IOException {
    view = Snapshot.read(snapshot);
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
