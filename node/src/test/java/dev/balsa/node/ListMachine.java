package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
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

  @Override
  public FrozenState freeze() {
    List<String> frozen = applied();
    return out -> {
      DataOutputStream data = new DataOutputStream(out);
      data.writeInt(frozen.size());
      for (String command : frozen) {
        data.writeUTF(command);
      }
      data.flush();
    };
  }

  @Override
  public void restore(InputStream snapshot) throws IOException {
    DataInputStream data = new DataInputStream(snapshot);
    List<String> restored = new ArrayList<>();
    for (int left = data.readInt(); left > 0; left--) {
      restored.add(data.readUTF());
    }
    synchronized (applied) {
      applied.clear();
      applied.addAll(restored);
    }
  }

  /** The commands applied so far. */
  List<String> applied() {
    synchronized (applied) {
      return List.copyOf(applied);
    }
  }
}
