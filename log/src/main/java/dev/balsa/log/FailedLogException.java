package dev.balsa.log;

import java.io.IOException;

/**
 * The log takes nothing more, because an earlier write or sync failed (rule D5): what that write
 * left on the disk is unknown until a restart reads it back. The cause is that first failure.
 */
public final class FailedLogException extends IOException {
  private static final long serialVersionUID = 1;

  FailedLogException(IOException first) {
    super(
        "The log stopped at its first disk error and takes nothing more ("
            + first
            + "). Check the disk, then restart this member: it reads back what was really written.",
        first);
  }
}
