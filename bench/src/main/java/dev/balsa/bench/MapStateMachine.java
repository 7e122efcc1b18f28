package dev.balsa.bench;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.node.StateMachine;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What every library is measured with: the first eight bytes of a command are the key, all of it is
 * the value.
 */
final class MapStateMachine implements StateMachine {
  static final int KEY_BYTES = 8;

  private final ConcurrentHashMap<Bytes, Bytes> values = new ConcurrentHashMap<>();
  private volatile long applied;

  @Override
  public Bytes apply(Entry entry) {
    values.put(entry.payload().slice(0, KEY_BYTES), entry.payload());
    applied = entry.index();
    return Bytes.EMPTY;
  }

  ConcurrentHashMap<Bytes, Bytes> values() {
    return values;
  }

  long applied() {
    return applied;
  }
}
