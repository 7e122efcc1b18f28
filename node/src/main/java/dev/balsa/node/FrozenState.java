package dev.balsa.node;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The state of a {@link StateMachine} as it was at one moment; what the machine applies later does
 * not show in it. What is written takes the place of the log up to there (§7).
 */
public interface FrozenState {
  /**
   * Writes the whole state, in the form {@link StateMachine#restore} reads. The same state gives
   * the same bytes on every member, whenever and however often it is written. Called from a thread
   * other than the applier's, while the machine goes on applying.
   *
   * @param out where to; neither closed nor kept. It may block, so write as you go and hold no lock
   *     the machine needs for applying
   * @throws IOException if {@code out} does. Part of the state may then have been written, and
   *     nobody restores from that
   */
  void writeTo(OutputStream out) throws IOException;
}
