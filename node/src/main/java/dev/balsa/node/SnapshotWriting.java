package dev.balsa.node;

import dev.balsa.log.SnapshotWriter;
import dev.balsa.log.Snapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The writing of one snapshot of this member's own state (§7), by a {@link Scribe}. The snapshotter
 * begins it, learns how it ended, and may give it up; {@code write…} is called once, by any thread.
 */
final class SnapshotWriting {
  /*
   * Whoever gives it up waits until nothing is written any more: the directory may then be
   * another's, who may have a draft of the same name in it.
   *
   * What is not synced while it is written is synced at the end at once, and with some file systems
   * a sync of the log then waits for all of it.
   */
  private enum Progress {
    WAITS,
    GOES_ON,
    OVER
  }

  private final SnapshotMail.Take take;
  private final Snapshots snapshots;
  private final long bytesPerSecond;
  private final Runnable whenOver;
  private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITS);
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch givenUp = new CountDownLatch(1);
  private @Nullable Throwable failure;

  /**
   * Nothing is written yet.
   *
   * @param bytesPerSecond the most that is written in a second if it is written slowly
   * @param whenOver called by whoever has written it slowly
   */
  SnapshotWriting(
      SnapshotMail.Take take, Snapshots snapshots, long bytesPerSecond, Runnable whenOver) {
    this.take = take;
    this.snapshots = snapshots;
    this.bytesPerSecond = bytesPerSecond;
    this.whenOver = whenOver;
  }

  /** What is written. */
  SnapshotMail.Take take() {
    return take;
  }

  /** Writes without a pause. */
  void writeAtOnce() {
    write(writer -> writer);
  }

  /** Writes and syncs piece after piece, so that the disk and the processors do more than that. */
  void writeSlowly() {
    write(writer ->
        new PacedOutput(
            writer,
            bytesPerSecond,
            System::nanoTime,
            untilNanos -> {
              writer.sync();
              pause(untilNanos - System.nanoTime());
            }));
    whenOver.run();
  }

  private void write(Function<SnapshotWriter, OutputStream> way) {
    if (!progress.compareAndSet(Progress.WAITS, Progress.GOES_ON)) {
      return;
    }
    try (SnapshotWriter writer = snapshots.create(take.meta())) {
      take.state().writeTo(way.apply(writer));
      writer.commit();
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      progress.set(Progress.OVER);
      over.countDown();
    }
  }

  /** Waits, or throws if there is nothing to wait for any more. */
  private void pause(long nanos) throws IOException {
    try {
      if (givenUp.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new IOException("the snapshot was given up, because its node ends");
      }
    } catch (InterruptedException fromState) {
      // Nobody but the state machine's own code knows this thread; a shorter pause does no harm.
    }
  }

  /** Whether it has ended, one way or the other. */
  boolean isOver() {
    return over.getCount() == 0;
  }

  /**
   * Ends normally if the snapshot was written.
   *
   * @throws IOException what the disk, or the state, could not do; what the state throws else is
   *     thrown again as it is
   */
  void result() throws IOException {
    Throwable thrown = failure;
    switch (thrown) {
      case null -> {}
      case IOException failed -> throw failed;
      case RuntimeException failed -> throw failed;
      case Error failed -> throw failed;
      default -> throw new IllegalStateException("the state cannot be written", thrown);
    }
  }

  /** Gives it up, and waits until nothing is written any more. */
  void giveUp() {
    givenUp.countDown();
    if (progress.compareAndSet(Progress.WAITS, Progress.OVER)) {
      over.countDown();
    }
    boolean interrupted = false;
    while (true) {
      try {
        over.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
