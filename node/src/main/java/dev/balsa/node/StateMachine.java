package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;

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
   * after a restart the calls start again at the first index with an empty state machine.
   *
   * @param entry a committed entry of kind {@code COMMAND}
   * @return the answer for whoever proposed it; part of the deterministic state
   * @throws RuntimeException if the command cannot be applied. The node then stops loudly and does
   *     not acknowledge the command, because a member that skipped it would differ from the others;
   *     what a client can cause by bad input must be an answer, not an exception
   */
  Bytes apply(Entry entry);
}
