package dev.balsa.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets many threads share commits: whoever comes while one is under way waits, and one of those who
 * have waited then commits for all of them. Safe for use by many threads.
 */
final class Commits {
  /** What one thread wants to be committed. */
  static final class Ticket {
    private final JournaledFile file;
    private final List<byte[]> records;
    private boolean done;
    private @Nullable IOException failure;

    /** Wishes for it: some records, of which the journal needs all or none. */
    Ticket(JournaledFile file, List<byte[]> records) {
      this.file = file;
      this.records = records;
    }

    JournaledFile file() {
      return file;
    }

    List<byte[]> records() {
      return records;
    }
  }

  /** Commits several at once, by one thread at a time. */
  @FunctionalInterface
  interface Work {
    /** Makes all of them durable. */
    void commit(List<Ticket> tickets) throws IOException;
  }

  /** Something that must not run beside a commit. */
  @FunctionalInterface
  interface Alone {
    /** Does it. */
    void run() throws IOException;
  }

  private final Work work;
  private final Object lock = new Object();
  private List<Ticket> waiting = new ArrayList<>();
  private boolean busy;

  Commits(Work work) {
    this.work = work;
  }

  /**
   * Returns when it is durable.
   *
   * @throws IOException if the commit failed in which it was
   */
  void commit(Ticket ticket) throws IOException {
    List<Ticket> all;
    synchronized (lock) {
      waiting.add(ticket);
      while (busy && !ticket.done) {
        await();
      }
      if (ticket.done) {
        refuseIfFailed(ticket);
        return;
      }
      busy = true;
      all = waiting;
      waiting = new ArrayList<>();
    }
    IOException failure = new IOException("the commit of the journal broke off");
    boolean done = false;
    try {
      work.commit(all);
      done = true;
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      end(all, done ? null : failure);
    }
  }

  /** Runs something while nothing is committed. */
  void alone(Alone something) throws IOException {
    synchronized (lock) {
      while (busy) {
        await();
      }
      busy = true;
    }
    try {
      something.run();
    } finally {
      end(List.of(), null);
    }
  }

  private void end(List<Ticket> all, @Nullable IOException failure) {
    synchronized (lock) {
      busy = false;
      for (Ticket each : all) {
        each.done = true;
        each.failure = failure;
      }
      lock.notifyAll();
    }
  }

  /** Files must not be used by interrupted threads, so the interrupt is kept for later. */
  private void await() {
    boolean interrupted = false;
    while (true) {
      try {
        lock.wait();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refuseIfFailed(Ticket ticket) throws IOException {
    IOException failure = ticket.failure;
    if (failure instanceof DiskFullException full) {
      throw new DiskFullException(String.valueOf(full.getMessage()), full);
    }
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
  }
}
