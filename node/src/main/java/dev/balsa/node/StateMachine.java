package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the replicated log drives: the same commands in the same order on every member.
 *
 * <p>Every method is called by one thread, the applier. The result may depend on nothing but the
 * commands applied so far: no clock, no chance, no configuration of this machine, or the members
 * drift apart.
 */
public interface StateMachine {
  /**
   * Applies one committed command. Called once for each index while the process runs, in order;
   * after a restart the calls start again, with an empty state machine, at the first index after
   * the snapshot that was {@linkplain #restore restored}, or at the first of all if there is none.
   *
   * @param entry a committed entry of kind {@code COMMAND}
   * @return the answer for whoever proposed it; part of the deterministic state
   * @throws RuntimeException if the command cannot be applied. The node then stops loudly and does
   *     not acknowledge the command, because a member that skipped it would differ from the others;
   *     what a client can cause by bad input must be an answer, not an exception
   */
  Bytes apply(Entry entry);

  /**
   * The state as it is now, for a snapshot (§7). No command is applied until this returns, so it
   * should take a constant time: hand out something that is never changed, not a copy.
   *
   * @return null if this machine takes no snapshots; its log is then kept whole
   */
  default @Nullable FrozenState freeze() {
    return null;
  }

  /**
   * Replaces the whole state by what {@link FrozenState#writeTo} wrote, here or on another member.
   * Called before the first command is applied, or between two when this member is too far behind
   * for the log of the others. A machine that takes snapshots must have it.
   *
   * @param snapshot exactly what was written, up to the end of the stream; not to be closed or kept
   * @throws IOException if the stream cannot be read or holds no state of this version. The state
   *     is then what it was before
   * @throws UnsupportedOperationException if this machine takes no snapshots
   */
  default void restore(InputStream snapshot) throws IOException {
    throw new UnsupportedOperationException(
        getClass().getName() + " takes no snapshots, so it cannot be restored from one");
  }
}
