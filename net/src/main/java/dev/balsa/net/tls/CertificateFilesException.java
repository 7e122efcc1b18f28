package dev.balsa.net.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Certificate files cannot be used. The text names the file, what is wrong and what to do. */
public final class CertificateFilesException extends IOException {
  private static final long serialVersionUID = 1;

  CertificateFilesException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
