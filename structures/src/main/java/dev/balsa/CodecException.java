package dev.balsa;

import org.jspecify.annotations.Nullable;

/**
 * A value cannot be turned into bytes, or bytes are not the value they should be. Nothing was
 * written.
 */
public final class CodecException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong and where. */
  public CodecException(String message) {
    this(message, null);
  }

  /** Says what is wrong and where, and what came before. */
  public CodecException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The same complaint with the key it is about. */
  CodecException at(String key) {
    return new CodecException("key " + key + ": " + getMessage(), this);
  }
}
