package dev.balsa.node;

import java.io.IOException;
import java.io.InputStream;

/** What a node keeps in a snapshot: the state machine's own, behind what the node adds to it. */
public final class SnapshotContent {
  private SnapshotContent() {}

  /**
   * Restores a state machine beside a node from a snapshot that the node took.
   *
   * @param content as {@link dev.balsa.log.SnapshotReader#content()} gives it
   * @throws IOException if the stream cannot be read or is not what a node wrote
   */
  public static void restore(InputStream content, StateMachine machine) throws IOException {
    new HashedMachine(machine, 1, new StateHashes()).restore(content);
  }
}
