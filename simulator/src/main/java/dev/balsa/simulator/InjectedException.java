package dev.balsa.simulator;

import java.io.IOException;

/** An error of a disk that was asked for. */
final class InjectedException extends IOException {
  private static final long serialVersionUID = 1;

  InjectedException(String message) {
    super(message);
  }
}
