package dev.balsa.kv;

/** A request was refused, and nothing was changed. */
public final class KvException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final KvError error;

  /** Makes one. */
  public KvException(KvError error) {
    super(error.text(), null, false, false);
    this.error = error;
  }

  /** Why. */
  public KvError error() {
    return error;
  }
}
