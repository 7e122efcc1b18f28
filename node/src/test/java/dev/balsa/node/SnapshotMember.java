package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.log.SnapshotReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** The snapshotter of a member with nine entries, turned by hand; most chunks have 250 bytes. */
record SnapshotMember(
    SegmentedLog log, Mailboxes mailboxes, RecordingTransport transport, Snapshotter snapshotter) {
  void take(SnapshotMeta meta, byte[] content) {
    hand(new SnapshotMail.Take(meta, out -> out.write(content), 0));
  }

  void hand(SnapshotMail mail) {
    mailboxes.snapshotter().add(mail);
    turn();
  }

  void turn() {
    while (snapshotter.doWork() > 0) {}
  }

  List<Event> events() {
    List<ConsensusMail> mail = new ArrayList<>();
    mailboxes.consensus().drain(mail);
    return mail.stream().map(piece -> ((ConsensusMail.Done) piece).event()).toList();
  }

  byte[] content() throws IOException {
    try (SnapshotReader reader = log.snapshots().openNewest()) {
      return reader.content().readAllBytes();
    }
  }

  long sizeBytes() throws IOException {
    try (SnapshotReader reader = log.snapshots().openNewest()) {
      return reader.sizeBytes();
    }
  }

  /** What a snapshot of an entry stands for. */
  static SnapshotMeta meta(long index) {
    return new SnapshotMeta(index, 1, new Configuration(List.of(1L, 2L, 3L)));
  }

  static SnapshotMember open(
      Path home, SnapshotLimits limits, NodeObserver observer, TestClock clock) throws IOException {
    return open(home, limits, observer, clock, Scribe.AT_ONCE);
  }

  static SnapshotMember open(
      Path home, SnapshotLimits limits, NodeObserver observer, TestClock clock, Scribe scribe)
      throws IOException {
    SegmentedLog log =
        SegmentedLog.open(
            FileDisk.at(Files.createDirectories(home)),
            LogSettings.STANDARD.withSizes(1 << 16, 1 << 12).withSnapshotChunkBytes(2048));
    log.append(
        new HardState(1, 1),
        LongStream.rangeClosed(1, 9)
            .mapToObj(index -> new Entry(index, 1, EntryKind.COMMAND, Bytes.utf8("a")))
            .toList());
    log.sync();
    Mailboxes mailboxes =
        new Mailboxes(
            new Mailbox<>(new Bell()),
            new Mailbox<>(new Bell()),
            new Mailbox<>(new Bell()),
            new Mailbox<>(new Bell()));
    RecordingTransport transport = new RecordingTransport();
    Snapshotter snapshotter =
        new Snapshotter(
            log, limits, ScrubLimits.NEVER, mailboxes, transport, observer, clock, scribe);
    return new SnapshotMember(log, mailboxes, transport, snapshotter);
  }

  void close() throws IOException {
    snapshotter.close();
    log.close();
  }
}
