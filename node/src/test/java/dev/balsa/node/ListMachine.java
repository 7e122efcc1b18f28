package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * A state machine that keeps the commands applied; its answer is how many there are. Commands may
 * be orders to the test.
 */
class ListMachine implements StateMachine {
  /** Makes {@link #apply} throw. */
  static final Bytes POISON = Bytes.utf8("poison");

  private final List<String> applied = new ArrayList<>();

  @Override
  public Bytes apply(Entry entry) {
    if (entry.payload().equals(POISON)) {
      throw new IllegalArgumentException("poisoned");
    }
    synchronized (applied) {
      applied.add(entry.payload().utf8());
      return Bytes.utf8(Integer.toString(applied.size()));
    }
  }

  /** The commands applied so far. */
  List<String> applied() {
    synchronized (applied) {
      return List.copyOf(applied);
    }
  }
}
