package dev.balsa.server.client;

/** A request did not end well. The kind says what is known of it. */
public abstract sealed class GatewayException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private GatewayException(String message) {
    super(message, null, false, false);
  }

  /** No endpoint did it; nothing happened, and it is safe to try again. */
  public static final class NotDone extends GatewayException {
    private static final long serialVersionUID = 1;

    NotDone(String message) {
      super(message);
    }
  }

  /** It may have happened; only reading can tell. */
  public static final class Unknown extends GatewayException {
    private static final long serialVersionUID = 1;

    Unknown(String message) {
      super(message);
    }
  }

  /** The request itself is not acceptable; nothing happened, and trying again will not help. */
  public static final class Refused extends GatewayException {
    private static final long serialVersionUID = 1;

    private final int code;

    Refused(int code, String message) {
      super(message);
      this.code = code;
    }

    /** The number gRPC gives this kind of error. */
    public int code() {
      return code;
    }
  }
}
