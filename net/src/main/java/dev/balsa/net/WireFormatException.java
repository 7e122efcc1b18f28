package dev.balsa.net;

import java.io.IOException;

/**
 * Bytes from the network are not what the format says. The text names what was expected and what
 * came.
 */
final class WireFormatException extends IOException {
  private static final long serialVersionUID = 1;

  WireFormatException(String message) {
    super(message);
  }

  /**
   * A flood of bad frames must not cost a stack walk each, and the place in this code tells nobody
   * anything.
   */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
