package dev.balsa.log;

import static dev.balsa.log.SegmentedLogTest.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** B46: reads race with appends, cuts and new segments. */
class ConcurrentReadTest {
  private static final LogSettings SETTINGS = new LogSettings(32 << 10, 1800, 4096, 4000, 0, 7);
  private static final int SYNCS = 400;

  @TempDir Path directory;

  @Test
  void readersSeeWhatWasSyncedWhileAnotherThreadWrites() throws Exception {
    AtomicLong committed = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    try (SegmentedLog log = SegmentedLog.open(FileDisk.at(directory), SETTINGS);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(threads.submit(reader(log, committed, done, i)));
      }
      Future<Long> follower = threads.submit(follower(log, committed, done));
      Future<?> scanner =
          threads.submit(() -> {
            while (!done.get()) {
              LogScanner.Verdict verdict = LogScanner.of(directory).verify();
              assertThat(verdict.sound()).as("%s", verdict).isTrue();
            }
            return null;
          });
      try {
        write(log, committed);
      } finally {
        done.set(true);
      }
      for (Future<Long> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
      assertThat(follower.get()).isEqualTo(committed.get());
      scanner.get();
    }
  }

  /** Entries up to "committed" stay; some beyond it are cut again and again. */
  private static void write(SegmentedLog log, AtomicLong committed) throws Exception {
    Random random = new Random(3);
    long term = 1;
    log.append(new HardState(1, 1), List.of());
    for (int i = 0; i < SYNCS; i++) {
      long first = log.lastIndex() + 1;
      if (random.nextInt(8) == 0 && log.lastIndex() > committed.get()) {
        term++;
        log.append(new HardState(term, 1), List.of());
        first = committed.get() + 1;
      }
      int count = 1 + random.nextInt(12);
      List<Entry> entries = new ArrayList<>();
      for (long index = first; index < first + count; index++) {
        entries.add(command(index, term, text(index, term)));
      }
      log.append(null, entries);
      log.sync();
      if (random.nextInt(3) > 0) {
        committed.set(log.lastIndex() - random.nextInt(count));
      }
    }
    committed.set(log.lastIndex());
  }

  private static Callable<Long> reader(
      SegmentedLog log, AtomicLong committed, AtomicBoolean done, long seed) {
    return () -> {
      Random random = new Random(seed);
      long read = 0;
      while (!done.get() || read == 0) {
        long limit = committed.get();
        if (limit > 0) {
          long from = 1 + random.nextLong(limit);
          List<Entry> entries = log.read(from, 1 + random.nextInt(5000));
          assertThat(entries).isNotEmpty();
          check(entries, from);
          read += entries.size();
        }
      }
      return read;
    };
  }

  private static Callable<Long> follower(
      SegmentedLog log, AtomicLong committed, AtomicBoolean done) {
    return () -> {
      long next = 1;
      while (true) {
        boolean last = done.get();
        long limit = committed.get();
        while (next <= limit) {
          List<Entry> entries = log.read(next, 2000);
          check(entries, next);
          next = Math.min(limit, entries.getLast().index()) + 1;
        }
        if (last) {
          return next - 1;
        }
      }
    };
  }

  private static void check(List<Entry> entries, long from) {
    long index = from;
    for (Entry entry : entries) {
      assertThat(entry).isEqualTo(command(index, entry.term(), text(index, entry.term())));
      index++;
    }
  }

  private static String text(long index, long term) {
    return (index + "/" + term + " ").repeat((int) (index % 40));
  }
}
