package dev.balsa.log;

import java.io.IOException;

/**
 * A snapshot is not what was written. It is neither restored nor passed on; the log, an older
 * snapshot or another member has what it stands for.
 */
public final class DamagedSnapshotException extends IOException {
  private static final long serialVersionUID = 1;

  private final String file;
  private final long offset;
  private final String why;

  DamagedSnapshotException(String file, long offset, String why) {
    super(
        "The snapshot is damaged: "
            + file
            + " at byte "
            + offset
            + ": "
            + why
            + ". It is not used. Take another snapshot, or let this member get one from the leader.");
    this.file = file;
    this.offset = offset;
    this.why = why;
  }

  /** The name of the file inside the data directory. */
  public String file() {
    return file;
  }

  /** Where in the file the damage starts, in bytes. */
  public long offset() {
    return offset;
  }

  /** What is wrong, in a few words. */
  public String why() {
    return why;
  }
}
