package dev.balsa.net.tls;

import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a process, as fresh as their files. Files are read on a thread of its own,
 * since a disk may hang and heartbeats must not. Safe for use by many threads.
 */
public final class Certificates implements AutoCloseable {
  /*
   * Certificates are replaced file by file, so for a moment certificate and key may not belong
   * together; and people make mistakes. In both cases the pair that works goes on, and the next
   * handshake looks again. Connections that exist are not touched: that is what makes a change of
   * certificates cost no request.
   */

  /** Is told what becomes of files that change; by the thread that reads them. */
  public interface Watcher {
    /** New files are in use. */
    void loaded(String text);

    /**
     * New files cannot be used, and the old ones stay in use; or those in use are past their dates.
     * Told once for each change.
     */
    void kept(String text);
  }

  private final TlsFiles files;
  private final @Nullable String name;
  private final Watcher watcher;
  private final InstantSource clock;
  private final ExecutorService reader;
  private volatile CurrentCertificates current;
  private CertificateContents contents;
  private String complaint = "";

  private Certificates(
      TlsFiles files,
      @Nullable String name,
      Watcher watcher,
      InstantSource clock,
      CertificateContents contents,
      CurrentCertificates current) {
    this.files = files;
    this.name = name;
    this.watcher = watcher;
    this.clock = clock;
    this.contents = contents;
    this.current = current;
    this.reader =
        Executors.newSingleThreadExecutor(task -> {
          Thread thread = new Thread(task, "balsa-certificates");
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Reads the files.
   *
   * @param name that the own certificate must bear among its URIs, or null for any
   * @throws CertificateFilesException if they cannot be used
   */
  public static Certificates load(TlsFiles files, @Nullable String name, Watcher watcher)
      throws CertificateFilesException {
    return load(files, name, watcher, InstantSource.system());
  }

  /** As {@link #load(TlsFiles, String, Watcher)}, by a clock. */
  static Certificates load(
      TlsFiles files, @Nullable String name, Watcher watcher, InstantSource clock)
      throws CertificateFilesException {
    CertificateContents contents = CertificateContents.read(files);
    CurrentCertificates current = contents.use(name, clock.instant());
    return new Certificates(files, name, watcher, clock, contents, current);
  }

  /** What is in use now. */
  public CurrentCertificates current() {
    return current;
  }

  /** Looks at the files again, then hands over what is in use, on the thread that read. */
  public void fresh(Consumer<CurrentCertificates> then) {
    try {
      reader.execute(() -> {
        reread();
        then.accept(current);
      });
    } catch (RejectedExecutionException closed) {
      // Whoever waits for a handshake is closed as well.
      complaint = "";
    }
  }

  private void reread() {
    try {
      CertificateContents now = CertificateContents.read(files);
      if (!now.isSameAs(contents)) {
        current = now.use(name, clock.instant());
        contents = now;
        watcher.loaded(
            "new certificates are in use; this side's is valid to "
                + current.own().getNotAfter().toInstant());
      }
      complain(contents.untimely(current.own(), clock.instant()));
    } catch (CertificateFilesException e) {
      complain(e.getMessage() + "; the former certificates stay in use");
    }
  }

  private void complain(String text) {
    if (!text.isEmpty() && !text.equals(complaint)) {
      watcher.kept(text);
    }
    complaint = text;
  }

  /** Reads no more. */
  @Override
  public void close() {
    reader.shutdown();
  }
}
