package dev.balsa.simulator;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.kv.Store;
import dev.balsa.node.FrozenState;
import dev.balsa.node.StateMachine;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A store as a member's state machine; it does something else than on the others while it is bent.
 */
record BentMachine(Store store, BooleanSupplier bent) implements StateMachine {
  @Override
  public Bytes apply(Entry entry) {
    Bytes answer = store.apply(entry);
    if (!bent.getAsBoolean()) {
      return answer;
    }
    byte[] other = answer.toArray();
    other[other.length - 1] ^= 1;
    return Bytes.wrap(other);
  }

  @Override
  public @Nullable FrozenState freeze() {
    return store.freeze();
  }

  @Override
  public void restore(InputStream snapshot) throws IOException {
    store.restore(snapshot);
  }
}
