package dev.balsa.node;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.Settings;
import dev.balsa.log.DiskFullException;
import dev.balsa.log.SegmentedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries out writes in groups: all that queued up while the disk was busy becomes one write and
 * one sync. The slower the disk, the larger the group; there is no timer and nothing to tune.
 */
final class LogWriter implements Agent {
  /*
   * Messages that claim what a write makes durable leave from here, right after the sync and
   * without a detour through the consensus loop. An error of the disk ends the node (rule D5):
   * after a failed sync nobody knows what the disk holds, so nothing may be acknowledged any more,
   * and trying again would only hide it.
   *
   * A full disk is not such an error, as long as it is noticed before a sync: what does not fit
   * waits here, unacknowledged, and is tried again now and then. The core hears of it in advance,
   * while there is still room for terms, votes and what is under way, and sees to it that no more
   * comes than fits.
   *
   * Reads of old entries come after the writes of their group. They may then see newer entries than
   * when they were asked for; the core checks the term before the first one in any case.
   */
  /** Election timeouts between two tries to write what did not fit. */
  private static final long PAUSE_TIMEOUTS = 2;

  /** The part of the room left that entries may take; the rest is for terms, votes and frames. */
  private static final int SPARE_PART = 4;

  private final SegmentedLog log;
  private final Mailbox<Effect.ToLog> inbox;
  private final Mailbox<ConsensusMail> consensus;
  private final Transport transport;
  private final NodeObserver observer;
  private final NanoClock clock;
  private final long pauseNanos;
  private final List<Effect.ToLog> group = new ArrayList<>();
  private final List<Effect.Persist> unsettled = new ArrayList<>();
  private boolean full;
  private boolean stuck;
  private long againNanos;

  /**
   * Writes into a log.
   *
   * @param pauseNanos time between two tries while the disk is full
   */
  LogWriter(
      SegmentedLog log,
      Mailboxes mailboxes,
      Transport transport,
      NodeObserver observer,
      NanoClock clock,
      long pauseNanos) {
    this.log = log;
    this.inbox = mailboxes.logWriter();
    this.consensus = mailboxes.consensus();
    this.transport = transport;
    this.observer = observer;
    this.clock = clock;
    this.pauseNanos = pauseNanos;
    tellOfRoom(log.isFull());
  }

  /** How long to wait between two tries while the disk is full. */
  static long pauseNanos(Settings settings) {
    return PAUSE_TIMEOUTS * settings.electionTimeoutMillis() * 1_000_000L;
  }

  /**
   * Writes what is queued.
   *
   * @throws UncheckedIOException if the disk fails; nothing of the group is acknowledged
   */
  @Override
  public int doWork() {
    int done = inbox.drain(group);
    boolean again = full && clock.nanos() >= againNanos;
    if (done == 0 && !again) {
      return 0;
    }
    try {
      append();
      if (again) {
        againNanos = clock.nanos() + pauseNanos;
        stuck &= !log.makeRoom();
      }
      if (!stuck) {
        write();
      }
      read();
    } catch (IOException e) {
      throw new UncheckedIOException("the log cannot be written or read: " + e.getMessage(), e);
    }
    group.clear();
    return Math.max(done, 1);
  }

  private void append() throws IOException {
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i) instanceof Effect.Persist write) {
        if (write.hardState() != null || write.start() != null || !write.entries().isEmpty()) {
          log.append(write.hardState(), write.start(), write.entries());
        }
        unsettled.add(write);
      }
    }
  }

  private void write() throws IOException {
    if (!unsettled.isEmpty()) {
      try {
        log.sync();
        settle();
      } catch (DiskFullException noRoom) {
        stuck = true;
      }
    }
    tellOfRoom(stuck || log.isFull());
  }

  private void settle() {
    for (int i = 0; i < unsettled.size(); i++) {
      Effect.Persist write = unsettled.get(i);
      observer.persisted(write);
      for (Message message : write.thenSend()) {
        transport.send(message.to(), new PeerMessage.Consensus(message));
      }
    }
    consensus.add(new ConsensusMail.Done(new Event.Persisted(unsettled.getLast().sequence())));
    unsettled.clear();
  }

  private void tellOfRoom(boolean fullNow) {
    if (fullNow) {
      long spareBytes = stuck ? 0 : log.roomBytes() / SPARE_PART;
      consensus.add(new ConsensusMail.Done(new Event.DiskFull(spareBytes)));
    } else if (full) {
      consensus.add(new ConsensusMail.Done(new Event.DiskHasRoom()));
    }
    if (fullNow == full) {
      return;
    }
    full = fullNow;
    againNanos = clock.nanos() + pauseNanos;
    observer.diskFull(full);
  }

  private void read() throws IOException {
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i) instanceof Effect.ReadLog read) {
        consensus.add(
            new ConsensusMail.Done(
                new Event.LogRead(
                    read.to(), read.fromIndex(), log.read(read.fromIndex(), read.bytesMax()))));
      }
    }
  }

  @Override
  public boolean hasMail() {
    return inbox.hasMail();
  }

  @Override
  public long deadlineNanos() {
    return full ? againNanos : Long.MAX_VALUE;
  }

  /** Ends. What is queued was never acknowledged and need not be written. */
  @Override
  public void close() {
    inbox.close();
  }
}
