package dev.balsa.node;

import static dev.balsa.node.SnapshotMember.meta;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Event;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.ByteRange;
import dev.balsa.log.DamagedSnapshotException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes on while a member's own snapshot is written, which may take long. */
class SnapshotWritingTest {
  private static final SnapshotLimits LIMITS = new SnapshotLimits(1024, 0, 1024, 4, 100, 1000);

  private static final int CONTENT_BYTES = 5_000;

  /** Where the first chunk lies in a file. */
  private static final int FIRST_CHUNK = 600;

  @TempDir Path directory;

  private final TestClock clock = new TestClock();
  private final Queue<SnapshotWriting> begun = new ArrayDeque<>();
  private SnapshotMember member;

  private void open(Scribe scribe) throws IOException {
    member = open("member", LIMITS, scribe);
  }

  private SnapshotMember open(String name, SnapshotLimits limits, Scribe scribe)
      throws IOException {
    return SnapshotMember.open(directory.resolve(name), limits, NodeObserver.NONE, clock, scribe);
  }

  @AfterEach
  void close() throws IOException {
    member.close();
  }

  private static byte[] content(int fill) {
    byte[] content = new byte[CONTENT_BYTES];
    Arrays.fill(content, (byte) fill);
    return content;
  }

  private void writeNext() {
    begun.remove().writeSlowly();
    member.turn();
  }

  @Test
  void aSnapshotCountsWhenItIsWritten() throws IOException {
    open(begun::add);
    member.take(meta(2), content(2));
    assertThat(member.events()).isEmpty();
    assertThat(member.log().snapshots().newest()).isNull();
    writeNext();
    assertThat(member.events()).containsExactly(new Event.SnapshotTaken(meta(2), 2));
    assertThat(member.content()).isEqualTo(content(2));
  }

  @Test
  void oneIsWrittenAfterTheOtherAndOnlyTheNewestOfThoseThatWait() throws IOException {
    open(begun::add);
    member.take(meta(2), content(2));
    member.take(meta(3), content(3));
    member.take(meta(4), content(4));
    assertThat(begun).hasSize(1);
    writeNext();
    writeNext();
    assertThat(begun).isEmpty();
    assertThat(member.events())
        .containsExactly(new Event.SnapshotTaken(meta(2), 2), new Event.SnapshotTaken(meta(4), 4));
  }

  @Test
  void theOneBeforeIsSentMeanwhile() throws IOException {
    open(begun::add);
    member.take(meta(2), content(2));
    writeNext();
    member.take(meta(5), content(5));
    member.hand(new SnapshotMail.Send(2));
    assertThat(member.transport().taken())
        .isNotEmpty()
        .allMatch(sent -> sent.toString().contains("index=2"));
  }

  @Test
  void oneThatIsOlderThanWhatCameMeanwhileIsNotKept() throws IOException {
    open(begun::add);
    member.take(meta(3), content(3));
    SnapshotMember leader = open("leader", LIMITS, Scribe.AT_ONCE);
    leader.take(meta(9), content(9));
    leader.hand(new SnapshotMail.Send(1));
    while (member.log().snapshots().newest() == null) {
      carry(leader, 2, member);
      carry(member, 1, leader);
    }
    leader.close();
    member.events();
    writeNext();
    assertThat(member.events()).isEmpty();
    assertThat(member.content()).isEqualTo(content(9));
    assertThat(files().stream().filter(file -> file.contains("snapshot"))).hasSize(1);
  }

  /** A follower wants the end of what it is being sent, and its chunks are not what they were. */
  private void continueWithDamage(SnapshotMeta sent, long sizeBytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(file(sent), "rw")) {
      for (int at = FIRST_CHUNK; at < FIRST_CHUNK + CONTENT_BYTES; at += 50) {
        file.seek(at);
        file.write('!');
      }
    }
    member.hand(
        new SnapshotMail.Response(
            2,
            new PeerMessage.SnapshotChunkResponse(
                sent.index(), 0, List.of(new ByteRange(sizeBytes - 1000, sizeBytes)), false)));
  }

  private File file(SnapshotMeta meta) throws IOException {
    String index = String.format(Locale.ROOT, "%016x", meta.index());
    String name = files().stream().filter(file -> file.contains(index)).findAny().orElseThrow();
    return directory.resolve("member").resolve(name).toFile();
  }

  @Test
  void damageOfWhatANewerOneHasReplacedEndsOnlyItsSending() throws IOException {
    open(Scribe.AT_ONCE);
    member.take(meta(2), content(2));
    long sizeBytes = member.sizeBytes();
    member.hand(new SnapshotMail.Send(2));
    member.take(meta(5), content(5));
    member.events();
    continueWithDamage(meta(2), sizeBytes);
    assertThat(member.events()).containsExactly(new Event.SnapshotSent(2, 2, false));
    member.hand(new SnapshotMail.Send(2));
    assertThat(member.transport().taken().getLast().toString()).contains("index=5");
  }

  @Test
  void damageOfTheNewestOneEndsTheNode() throws IOException {
    open(Scribe.AT_ONCE);
    member.take(meta(2), content(2));
    member.hand(new SnapshotMail.Send(2));
    assertThatThrownBy(() -> continueWithDamage(meta(2), member.sizeBytes()))
        .hasCauseInstanceOf(DamagedSnapshotException.class);
  }

  private static void carry(SnapshotMember from, long id, SnapshotMember to) {
    List<Object> all = from.transport().taken();
    assertThat(all).as("something goes on").isNotEmpty();
    for (Object one : all) {
      switch (((RecordingTransport.Sent) one).message()) {
        case PeerMessage.SnapshotChunk piece -> to.hand(new SnapshotMail.Chunk(id, piece));
        case PeerMessage.SnapshotChunkResponse answer ->
            to.hand(new SnapshotMail.Response(id, answer));
        default -> throw new AssertionError(one);
      }
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve("member"))) {
      return all.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void whatTheStateThrowsEndsTheNode() throws IOException {
    open(begun::add);
    RuntimeException broken = new IllegalArgumentException("broken");
    member.hand(
        new SnapshotMail.Take(
            meta(2),
            out -> {
              throw broken;
            },
            0));
    assertThatThrownBy(this::writeNext).isSameAs(broken);
    member.hand(
        new SnapshotMail.Take(
            meta(3),
            out -> {
              throw new IOException("unreadable");
            },
            0));
    assertThatThrownBy(this::writeNext)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("a snapshot cannot be written or read: unreadable");
  }

  @Test
  void anEndingNodeGivesUpWhatIsWritten() throws IOException, InterruptedException {
    CountDownLatch writes = new CountDownLatch(1);
    member =
        open(
            "member",
            LIMITS.withWriteBytesPerSecond(64 << 10),
            new ScribeThread("a-snapshot-writer"));
    member.hand(
        new SnapshotMail.Take(
            meta(2),
            out -> {
              while (true) {
                out.write(new byte[PacedOutput.PIECE_BYTES]);
                writes.countDown();
              }
            },
            0));
    writes.await();
    member.snapshotter().close();
    assertThat(files()).noneMatch(file -> file.contains("snapshot"));
  }

  @Test
  void anEndingNodeDoesNotWaitForWhatHasNotBegun() throws IOException {
    open(begun::add);
    member.take(meta(2), content(2));
    member.snapshotter().close();
    begun.remove().writeSlowly();
    assertThat(member.log().snapshots().newest()).isNull();
  }
}
