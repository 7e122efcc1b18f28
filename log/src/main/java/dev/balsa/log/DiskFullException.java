package dev.balsa.log;

import java.io.IOException;

/** The disk, the quota or the file-size limit has no room for a write. Nothing durable was lost. */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says what did not fit, and what to do. */
  public DiskFullException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what did not fit, and what to do. */
  public DiskFullException(String message) {
    super(message);
  }
}
