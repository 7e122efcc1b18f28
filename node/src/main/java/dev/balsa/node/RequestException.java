package dev.balsa.node;

/**
 * Why a proposal or a read did not end well. Every subtype says whether the operation did not
 * happen or may have happened.
 */
public abstract sealed class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private RequestException(String message) {
    super(message, null, false, false);
  }

  /** The operation did not happen and never will; it is safe to try again. */
  public static final class NotDone extends RequestException {
    private static final long serialVersionUID = 1;

    /** The reasons a request is not done. */
    public enum Reason {
      /** There is no leader to take it, or it lost leadership before appending. */
      NO_LEADER,
      /** Another leader's entry took its place in the log. */
      LOST,
      /** Too much is waiting already. */
      OVERLOADED,
      /** The disks of too many members are full; it is taken again when there is room. */
      NO_SPACE,
      /** It is larger than the limit. */
      TOO_LARGE,
      /** The session it was for had expired; see {@link ClientSession}. */
      SESSION_EXPIRED,
      /** Only the leader does this, and this member does not lead; the message says who does. */
      NOT_LEADER,
      /** The leader does not do this as things are; the message says why. */
      REFUSED,
      /** The node is stopping or has stopped and never handed it on. */
      STOPPED
    }

    private final Reason reason;

    /** Makes one. */
    public NotDone(Reason reason, String message) {
      super(message);
      this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
      return reason;
    }
  }

  /** The operation may or may not have happened; only reading the state can tell. */
  public static final class Unknown extends RequestException {
    private static final long serialVersionUID = 1;

    /** Makes one. */
    public Unknown(String message) {
      super(message);
    }
  }
}
