package dev.balsa.log;

import java.io.IOException;

/**
 * The log holds something that was not written there, or lacks something that was: rot, not a
 * crash. Entries that were acknowledged may be gone, so nothing is cut and the log is not opened
 * (rules D2, D3).
 */
public final class DamagedLogException extends IOException {
  private static final long serialVersionUID = 1;

  private final String file;
  private final long offset;
  private final long index;
  private final String why;

  DamagedLogException(String file, long offset, long index, String why) {
    super(
        "The log is damaged: "
            + file
            + " at byte "
            + offset
            + ", from entry "
            + index
            + " on: "
            + why
            + ". Acknowledged entries may be lost here, so this member does not go on."
            + " If other members are healthy, set this data directory aside and let the member join"
            + " again as a new one; if this is the only member, restore a backup."
            + " 'balsa log verify' shows what is still whole.");
    this.file = file;
    this.offset = offset;
    this.index = index;
    this.why = why;
  }

  /** The name of the damaged or missing file inside the data directory. */
  public String file() {
    return file;
  }

  /** Where in the file the damage starts, in bytes; 0 if the whole file is missing. */
  public long offset() {
    return offset;
  }

  /** The first entry that cannot be relied on any more. */
  public long index() {
    return index;
  }

  /** What is wrong, in a few words. */
  public String why() {
    return why;
  }
}
