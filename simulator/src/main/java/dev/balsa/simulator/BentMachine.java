package dev.balsa.simulator;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.node.FrozenState;
import dev.balsa.node.StateMachine;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The state machine of one process; it may once do something else than those of the others. */
final class BentMachine implements StateMachine {
  private final StateMachine machine;
  private final Bends bends;
  private final Machine member;
  private long bentIndex;

  BentMachine(StateMachine machine, Bends bends, Machine member) {
    this.machine = machine;
    this.bends = bends;
    this.member = member;
  }

  /** The first entry that was applied otherwise and is still part of the state, or 0. */
  long bentIndex() {
    return bentIndex;
  }

  @Override
  public Bytes apply(Entry entry) {
    Bytes answer = machine.apply(entry);
    if (!bends.strikes(member, entry)) {
      return answer;
    }
    if (bentIndex == 0) {
      bentIndex = entry.index();
    }
    // Each member is wrong in its own way.
    byte[] other = Arrays.copyOf(answer.toArray(), answer.length() + 1);
    other[answer.length()] = (byte) member.id();
    return Bytes.wrap(other);
  }

  @Override
  public @Nullable FrozenState freeze() {
    return bentIndex == 0 ? machine.freeze() : null;
  }

  @Override
  public void restore(InputStream snapshot) throws IOException {
    machine.restore(snapshot);
    bentIndex = 0;
  }
}
