package dev.balsa.kv;

/** Bytes that should be a command or an answer are not one of this version. */
public final class MalformedBytesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedBytesException(String message) {
    super(message);
  }
}
