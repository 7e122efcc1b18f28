package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {
  private static final LogSettings SETTINGS =
      LogSettings.STANDARD.withSizes(1 << 16, 1 << 12).withMemory(1 << 16, 0);

  private static final long PAUSE_NANOS = 800_000_000;

  @TempDir Path directory;

  private final List<Object> record = new ArrayList<>();
  private final Mailboxes mailboxes =
      new Mailboxes(
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()));
  private final NodeObserver observer =
      new NodeObserver() {
        @Override
        public void persisted(Effect.Persist write) {
          record.add("persisted " + write.sequence());
        }

        @Override
        public void diskFull(boolean full) {
          record.add(full ? "full" : "room");
        }
      };
  private long nowNanos;
  private FaultyDisk disk;
  private SegmentedLog log;
  private LogWriter writer;

  @BeforeEach
  void open() throws IOException {
    disk = new FaultyDisk(FileDisk.at(directory));
    log = SegmentedLog.open(disk, SETTINGS);
    writer =
        new LogWriter(
            log, mailboxes, new RecordingTransport(record), observer, () -> nowNanos, PAUSE_NANOS);
  }

  @AfterEach
  void close() throws IOException {
    log.close();
  }

  private static Message answer(long index) {
    return new Message.AppendEntriesResponse(1, 2, 1, 1, true, 0, index, 0, 0);
  }

  private static Entry entry(long index, long term) {
    return new Entry(index, term, EntryKind.COMMAND, Bytes.utf8("e" + index));
  }

  private static Effect.Persist write(long sequence, long... indexes) {
    List<Entry> entries = new ArrayList<>();
    List<Message> thenSend = new ArrayList<>();
    for (long index : indexes) {
      entries.add(entry(index, 1));
      thenSend.add(answer(index));
    }
    return new Effect.Persist(
        sequence, sequence == 1 ? new HardState(1, 2) : null, entries, thenSend);
  }

  private List<ConsensusMail> done() {
    List<ConsensusMail> mail = new ArrayList<>();
    mailboxes.consensus().drain(mail);
    return mail;
  }

  @Test
  void withoutWorkItDoesNothing() {
    int syncs = disk.syncs.get();
    assertThat(writer.doWork()).isZero();
    assertThat(disk.syncs).hasValue(syncs);
    assertThat(writer.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aGroupIsOneSyncAndOneCompletionAndSendsInOrder() throws IOException {
    mailboxes.logWriter().addAll(List.of(write(1, 1), write(2, 2, 3), write(3, 4)), true);
    int syncs = disk.syncs.get();
    assertThat(writer.doWork()).isEqualTo(3);
    assertThat(disk.syncs.get() - syncs).isEqualTo(1);
    assertThat(record)
        .containsExactly(
            "persisted 1",
            RecordingTransport.sent(answer(1)),
            "persisted 2",
            RecordingTransport.sent(answer(2)),
            RecordingTransport.sent(answer(3)),
            "persisted 3",
            RecordingTransport.sent(answer(4)));
    assertThat(done()).containsExactly(new ConsensusMail.Done(new Event.Persisted(3)));
    assertThat(log.durableIndex()).isEqualTo(4);
  }

  @Test
  void whatWasWrittenIsThereAfterARestart() throws IOException {
    mailboxes.logWriter().addAll(List.of(write(1, 1, 2), write(2, 3)), true);
    writer.doWork();
    log.close();
    log = SegmentedLog.open(FileDisk.at(directory), SETTINGS);
    assertThat(log.recovered().hardState()).isEqualTo(new HardState(1, 2));
    assertThat(log.recovered().lastIndex()).isEqualTo(3);
  }

  @Test
  void aWriteThatCutsAndAppendsIsOneOfTheGroup() throws IOException {
    Effect.Persist cut =
        new Effect.Persist(2, new HardState(2, 0), List.of(entry(2, 2)), List.of());
    mailboxes.logWriter().addAll(List.of(write(1, 1, 2, 3), cut), true);
    writer.doWork();
    assertThat(log.read(1, 1000)).containsExactly(entry(1, 1), entry(2, 2));
  }

  @Test
  void oldEntriesAreReadInOrderAfterTheWritesOfTheGroup() {
    mailboxes.logWriter().addAll(List.of(write(1, 1, 2, 3)), true);
    writer.doWork();
    done();
    mailboxes
        .logWriter()
        .addAll(
            List.of(
                new Effect.ReadLog(3, 2, 1),
                write(2, 4),
                new Effect.ReadLog(2, 4, 1000),
                new Effect.ReadLog(2, 9, 1000)),
            true);
    assertThat(writer.doWork()).isEqualTo(4);
    assertThat(done())
        .containsExactly(
            new ConsensusMail.Done(new Event.Persisted(2)),
            new ConsensusMail.Done(new Event.LogRead(3, 2, List.of(entry(2, 1)))),
            new ConsensusMail.Done(new Event.LogRead(2, 4, List.of(entry(4, 1)))),
            new ConsensusMail.Done(new Event.LogRead(2, 9, List.of())));
  }

  @Test
  void messagesWithoutAWriteNeedNoSync() {
    Effect.Persist onlyMessages = new Effect.Persist(1, null, List.of(), List.of(answer(1)));
    mailboxes.logWriter().add(onlyMessages);
    int syncs = disk.syncs.get();
    writer.doWork();
    assertThat(disk.syncs).hasValue(syncs);
    assertThat(record).containsExactly("persisted 1", RecordingTransport.sent(answer(1)));
    assertThat(done()).containsExactly(new ConsensusMail.Done(new Event.Persisted(1)));
  }

  @Test
  void b23NothingIsAcknowledgedWhenTheSyncFails() {
    disk.syncError = "Input/output error";
    mailboxes.logWriter().addAll(List.of(write(1, 1), new Effect.ReadLog(2, 1, 1000)), true);
    assertThatThrownBy(writer::doWork)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Input/output error");
    assertThat(record).isEmpty();
    assertThat(done()).isEmpty();
  }

  /** Writes until the disk, which is full, has no room for what comes next. */
  private long fillDisk() {
    disk.full = true;
    long index = 0;
    while (!record.contains("full")) {
      index++;
      mailboxes.logWriter().add(write(index, index));
      writer.doWork();
    }
    return index;
  }

  @Test
  void aFullDiskIsToldWhileThereIsStillRoom() {
    long last = fillDisk();
    assertThat(log.durableIndex()).isEqualTo(last);
    ConsensusMail told = done().getLast();
    assertThat(told).isInstanceOf(ConsensusMail.Done.class);
    Event.DiskFull full = (Event.DiskFull) ((ConsensusMail.Done) told).event();
    assertThat(full.spareBytes()).isEqualTo(log.roomBytes() / 4).isGreaterThan(4096);
    assertThat(record).endsWith("persisted " + last, RecordingTransport.sent(answer(last)), "full");
    assertThat(writer.deadlineNanos()).isEqualTo(PAUSE_NANOS);
  }

  @Test
  void whatDoesNotFitIsNotAcknowledgedAndIsWrittenWhenThereIsRoom() throws IOException {
    long last = fillDisk();
    do {
      last++;
      record.clear();
      done();
      mailboxes.logWriter().add(write(last, last));
      writer.doWork();
    } while (log.durableIndex() == last);
    assertThat(record).isEmpty();
    assertThat(done()).containsExactly(new ConsensusMail.Done(new Event.DiskFull(0)));

    nowNanos += PAUSE_NANOS;
    mailboxes.logWriter().add(new Effect.ReadLog(2, 1, 1));
    assertThat(writer.doWork()).isEqualTo(1);
    assertThat(record).isEmpty();
    assertThat(done())
        .containsExactly(new ConsensusMail.Done(new Event.LogRead(2, 1, List.of(entry(1, 1)))));

    disk.full = false;
    assertThat(writer.doWork()).isZero();
    nowNanos += PAUSE_NANOS;
    assertThat(writer.doWork()).isEqualTo(1);
    assertThat(record)
        .containsExactly("persisted " + last, RecordingTransport.sent(answer(last)), "room");
    assertThat(done())
        .containsExactly(
            new ConsensusMail.Done(new Event.Persisted(last)),
            new ConsensusMail.Done(new Event.DiskHasRoom()));
    assertThat(writer.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    log.close();
    log = SegmentedLog.open(disk, SETTINGS);
    assertThat(log.recovered().lastIndex()).isEqualTo(last);
  }

  @Test
  void aLogThatOpensOnAFullDiskIsToldAtOnce() throws IOException {
    long last = fillDisk();
    log.close();
    log = SegmentedLog.open(disk, SETTINGS);
    assertThat(log.recovered().lastIndex()).isEqualTo(last);
    done();
    record.clear();
    writer =
        new LogWriter(
            log, mailboxes, new RecordingTransport(record), observer, () -> nowNanos, PAUSE_NANOS);
    assertThat(record).containsExactly("full");
    assertThat(done()).hasSize(1);
  }

  @Test
  void aClosedWriterTakesNoMore() {
    writer.close();
    assertThat(mailboxes.logWriter().add(write(1, 1))).isFalse();
  }
}
