package dev.balsa.log;

/**
 * Another member has recognised that this data directory is not the one it was: the member that
 * runs on it may have forgotten votes or entries, and must never run again.
 *
 * @param by the member that said so
 */
public record Retirement(Cause cause, long by) {
  /** What was recognised. The numbers are part of the file format. */
  public enum Cause {
    /** It is another directory under an old member id. */
    DIRECTORY_CHANGED(1, "another data directory had this member id before"),
    /** It is an older copy. */
    OLD_COPY(2, "it is an older copy of a directory that has been started since"),
    /** It is a copy of a directory that went on elsewhere. */
    SECOND_LIFE(3, "it is a copy of a directory that went on elsewhere");

    private final int number;
    private final String text;

    Cause(int number, String text) {
      this.number = number;
      this.text = text;
    }

    int number() {
      return number;
    }

    static Cause of(long number) {
      for (Cause cause : values()) {
        if (cause.number == number) {
          return cause;
        }
      }
      return SECOND_LIFE;
    }
  }

  /** For people, as a part of a sentence about a data directory. */
  public String text() {
    return "was refused for good by member "
        + by
        + ": "
        + cause.text
        + ", so votes or entries may be missing from it. Set it aside, and add the member as a new"
        + " one; if another process runs as this member, that one may go on.";
  }
}
