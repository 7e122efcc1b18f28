package dev.balsa;

import dev.balsa.BalsaStartException.Kind;
import dev.balsa.log.Acquaintance;
import dev.balsa.log.DataDirectory;
import dev.balsa.log.Retirement;
import dev.balsa.net.NetListener;
import dev.balsa.net.RefusalReason;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes down whom a member meets, and that it was refused for good, on a thread of its own: the
 * network does not wait for the disk. See docs/identity.md.
 */
final class IdentityKeeper implements NetListener, AutoCloseable {
  private static final System.Logger LOG =
      System.getLogger(IdentityKeeper.class.getPackageName() + ".net");

  private final DataDirectory directory;
  private final boolean believesAnyone;
  private final CompletableFuture<@Nullable Void> retired = new CompletableFuture<>();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "balsa-identity");
        thread.setDaemon(true);
        return thread;
      });

  /**
   * Keeps the identity of a directory.
   *
   * @param believesAnyone whether the directory remembers nothing and nobody, so that it stops if
   *     any member says that there was another one before it
   */
  IdentityKeeper(DataDirectory directory, boolean believesAnyone) {
    this.directory = directory;
    this.believesAnyone = believesAnyone;
  }

  /** Fails with what people must know if the member was refused for good; never completes else. */
  CompletableFuture<@Nullable Void> retired() {
    return retired;
  }

  @Override
  public void met(Acquaintance member) {
    write(() -> directory.remember(member));
  }

  @Override
  public void refused(Refused refused) {
    if (believesAnyone
        && refused.byPeer()
        && saysThatThereWasAnother(refused.reason())
        && !retired.isDone()) {
      Retirement.Cause cause = Retirement.Cause.DIRECTORY_CHANGED;
      retired(new Retirement(cause, refused.member()), refused.text());
    }
  }

  private static boolean saysThatThereWasAnother(RefusalReason reason) {
    return reason == RefusalReason.DIRECTORY_CHANGED || reason == RefusalReason.PLACE_TAKEN;
  }

  @Override
  public void retired(Retirement retirement, String text) {
    write(() -> {
      try {
        directory.retire(retirement);
      } finally {
        // A disk that cannot keep the verdict does not make it wrong.
        long self = directory.identity().memberId();
        retired.completeExceptionally(
            new BalsaStartException(
                Kind.RETIRED,
                "The data directory of member "
                    + self
                    + " "
                    + retirement.text()
                    + " ("
                    + text
                    + ")",
                null));
      }
    });
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void write(Writing writing) {
    try {
      writer.execute(() -> {
        try {
          writing.run();
        } catch (IOException e) {
          LOG.log(Level.ERROR, "what is known of other members could not be written down", e);
        }
      });
    } catch (RejectedExecutionException closed) {
      LOG.log(Level.DEBUG, "nothing is written down any more", closed);
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
