package dev.balsa.net;

/** A handshake must not succeed. The text says what was expected and what came. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final RefusalReason reason;

  RefusedException(RefusalReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  Farewell farewell() {
    return new Farewell(reason, String.valueOf(getMessage()));
  }
}
