package dev.balsa;

import org.jspecify.annotations.Nullable;

/**
 * A member could not be started, or not go on for a reason that would stop its start as well. It
 * holds nothing any more: no file, no address, no thread.
 */
public final class BalsaStartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What stood in the way. */
  public enum Kind {
    /** Something listens on the member's address already. */
    ADDRESS_BUSY,
    /** The member's address cannot be listened on for another reason. */
    ADDRESS_UNUSABLE,
    /** A living process uses the data directory. */
    DIRECTORY_LOCKED,
    /** The data directory belongs to another cluster or another member. */
    WRONG_IDENTITY,
    /** Other members have refused the data directory for good; see docs/identity.md. */
    RETIRED,
    /** What the data directory holds is damaged. */
    DAMAGED,
    /** The data directory cannot be made, read or written. */
    DIRECTORY_UNUSABLE,
    /** Other machines could reach the member's address, and nobody would ask who they are. */
    INSECURE,
    /** The files of its certificates cannot be used. */
    CERTIFICATES_UNUSABLE
  }

  private final Kind kind;

  BalsaStartException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /**
   * What stood in the way, for a program to decide on; the message says the same to people, and
   * what to do.
   */
  public Kind kind() {
    return kind;
  }
}
