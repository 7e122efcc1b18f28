package dev.balsa.lab.mirror;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.kv.KeyValue;
import dev.balsa.node.NodeObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Keeps the {@code .log}, {@code .storage} and {@code .state_machine} files of one node up to date,
 * on a thread of its own.
 *
 * <p>Safe for use by many threads. The observer's methods never wait for a file.
 */
public final class Mirrors implements NodeObserver, AutoCloseable {
  /*
   * Three stages. The log writer and the applier only put references into the inbox. Folding takes
   * everything out of the inbox and renders each entry once. Writing replaces the files that
   * changed, and then rests nine times as long as it took: however long the files grow, they cost
   * at most a tenth of one core, and a burst of writes is one replacement, not thousands.
   *
   * The inbox is bounded by having whoever fills it fold it: slower for that caller, but nothing is
   * lost and memory is bounded.
   *
   * After a restart the commands are applied again from the first. The state file must not show
   * that walk through the past, so the highest index it ever showed is kept beside it, written
   * first, and nothing below it is shown again.
   */

  private static final int REST_FACTOR = 9;
  private static final long REST_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final MirrorSettings settings;
  private final Consumer<String> complaints;
  private final AtomicFile logFile;
  private final AtomicFile storageFile;
  private final AtomicFile stateFile;
  private final AtomicFile shownFile;
  private final Thread thread;

  private final ReentrantLock inboxLock = new ReentrantLock();
  private final Condition arrived = inboxLock.newCondition();
  private final Condition finished = inboxLock.newCondition();
  private List<News> inbox = new ArrayList<>();
  private long inboxBytes;
  private long asked;
  private long served;
  private boolean closing;

  private final ReentrantLock foldLock = new ReentrantLock();
  private final Folded folded;

  private long shownIndex;
  private boolean complained;

  private Mirrors(
      MirrorFiles files,
      MirrorSettings settings,
      HardState hardState,
      LongFunction<String> addressOf,
      Consumer<String> complaints) {
    this.settings = settings;
    this.complaints = complaints;
    this.logFile = new AtomicFile(files.log());
    this.storageFile = new AtomicFile(files.storage());
    this.stateFile = new AtomicFile(files.state());
    this.shownFile = new AtomicFile(files.shown());
    this.folded = new Folded(settings, hardState, addressOf);
    this.thread = Thread.ofPlatform().name("mirrors").daemon().unstarted(this::run);
  }

  /**
   * Writes the files as the durable store has them now and starts to follow it.
   *
   * @param recovered what the store holds, oldest first; only the last entries matter
   * @param addressOf how a member is written
   * @param complaints told in one line, on the mirrors' thread, about files that somebody else
   *     changed or that cannot be written
   * @throws IOException if a file cannot be written
   */
  public static Mirrors start(
      MirrorFiles files,
      MirrorSettings settings,
      HardState hardState,
      List<Entry> recovered,
      LongFunction<String> addressOf,
      Consumer<String> complaints)
      throws IOException {
    Mirrors mirrors = new Mirrors(files, settings, hardState, addressOf, complaints);
    mirrors.open(recovered);
    mirrors.thread.start();
    return mirrors;
  }

  private void open(List<Entry> recovered) throws IOException {
    logFile.open();
    storageFile.open();
    stateFile.open();
    shownFile.open();
    shownIndex = number(shownFile.path());
    if (!holdsObject(stateFile.path())) {
      shownIndex = 0;
      stateFile.replace(folded.state());
    }
    folded.fold(new News.Durable(null, null, recovered));
    write();
  }

  @Override
  public void persisted(Effect.Persist write) {
    if (write.hardState() != null || write.start() != null || !write.entries().isEmpty()) {
      deliver(
          new News.Durable(write.hardState(), write.start(), write.entries()),
          Entry.sizeBytes(write.entries()));
    }
  }

  /**
   * The state was replaced by that of a snapshot.
   *
   * @param index what was applied up to here is in it
   * @param pairs everything the store holds then
   */
  public void restored(long index, List<KeyValue> pairs) {
    long bytes = 0;
    for (KeyValue pair : pairs) {
      bytes += pair.sizeBytes();
    }
    deliver(new News.Restored(index, pairs), bytes);
  }

  @Override
  public void applied(Entry entry, Bytes result) {
    deliver(new News.Applied(entry, result), entry.sizeBytes() + result.length());
  }

  private void deliver(News news, long bytes) {
    boolean full;
    inboxLock.lock();
    try {
      inbox.add(news);
      inboxBytes += bytes;
      full = inboxBytes > settings.waitingBytesMax();
      arrived.signal();
    } finally {
      inboxLock.unlock();
    }
    if (full) {
      foldInbox();
    }
  }

  /**
   * Waits until the files show everything that was reported before this call.
   *
   * @return whether they did within the time
   */
  public boolean flush(long timeoutMillis) throws InterruptedException {
    long nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    inboxLock.lock();
    try {
      long ticket = ++asked;
      arrived.signal();
      while (served < ticket) {
        if (nanos <= 0 || !thread.isAlive()) {
          return false;
        }
        nanos = finished.awaitNanos(nanos);
      }
      return true;
    } finally {
      inboxLock.unlock();
    }
  }

  /** Writes what is still to be shown and stops. Idempotent. */
  @Override
  public void close() {
    inboxLock.lock();
    try {
      closing = true;
      arrived.signalAll();
      finished.signalAll();
    } finally {
      inboxLock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long watchNanos = TimeUnit.MILLISECONDS.toNanos(settings.watchMillis());
    long nextLook = System.nanoTime() + watchNanos;
    boolean last = false;
    while (!last) {
      long ticket;
      inboxLock.lock();
      try {
        long wait = nextLook - System.nanoTime();
        while (inbox.isEmpty() && asked == served && !closing && wait > 0) {
          wait = arrived.awaitNanos(wait);
        }
        last = closing;
        ticket = asked;
      } catch (InterruptedException stop) {
        return;
      } finally {
        inboxLock.unlock();
      }
      long begun = System.nanoTime();
      try {
        if (begun >= nextLook) {
          lookForTampering();
          nextLook = System.nanoTime() + watchNanos;
        }
        foldInbox();
        write();
        complained = false;
        finish(ticket);
        rest(Math.min(REST_FACTOR * (System.nanoTime() - begun), REST_NANOS_MAX));
      } catch (IOException failed) {
        if (!complained) {
          complaints.accept("The readable files cannot be written, the store goes on: " + failed);
          complained = true;
        }
        rest(RETRY_NANOS);
      }
    }
  }

  private void finish(long ticket) {
    inboxLock.lock();
    try {
      served = ticket;
      finished.signalAll();
    } finally {
      inboxLock.unlock();
    }
  }

  private void rest(long nanos) {
    inboxLock.lock();
    try {
      while (nanos > 0 && !closing) {
        nanos = finished.awaitNanos(nanos);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      inboxLock.unlock();
    }
  }

  private void foldInbox() {
    foldLock.lock();
    try {
      List<News> taken;
      inboxLock.lock();
      try {
        taken = inbox;
        inbox = new ArrayList<>();
        inboxBytes = 0;
      } finally {
        inboxLock.unlock();
      }
      for (News news : taken) {
        folded.fold(news);
      }
    } finally {
      foldLock.unlock();
    }
  }

  private void write() throws IOException {
    Folded.Changes changes;
    foldLock.lock();
    try {
      changes = folded.changes(shownIndex);
    } finally {
      foldLock.unlock();
    }
    try {
      write(changes);
    } catch (IOException failed) {
      foldLock.lock();
      try {
        folded.allChanged();
      } finally {
        foldLock.unlock();
      }
      throw failed;
    }
  }

  /** The state comes last: no reader sees a value whose command is not in the log yet. */
  private void write(Folded.Changes changes) throws IOException {
    if (changes.storage() != null) {
      storageFile.replace(changes.storage());
    }
    if (changes.log() != null) {
      logFile.replace(changes.log());
    }
    if (changes.state() != null) {
      shownFile.replace(text(changes.appliedIndex() + "\n"));
      stateFile.replace(changes.state());
      shownIndex = changes.appliedIndex();
    }
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private void lookForTampering() throws IOException {
    for (AtomicFile file : List.of(logFile, storageFile, stateFile)) {
      String what = file.tampered();
      if (what != null) {
        complaints.accept(
            file.path().toAbsolutePath().normalize()
                + " was "
                + what
                + " by somebody else while this node runs (pid "
                + ProcessHandle.current().pid()
                + "). It is only a view: the store is not affected, and the file comes back with "
                + "its next change.");
      }
    }
  }

  /** The number in a file, 0 if there is none. */
  private static long number(Path path) throws IOException {
    try {
      return Files.exists(path) ? Long.parseLong(Files.readString(path).strip()) : 0;
    } catch (NumberFormatException foreign) {
      return 0;
    }
  }

  private static boolean holdsObject(Path path) throws IOException {
    try {
      if (Files.exists(path)) {
        PythonJson.parseObject(Files.readString(path));
        return true;
      }
      return false;
    } catch (IllegalArgumentException | CharacterCodingException damaged) {
      return false;
    }
  }
}
