package dev.balsa.node;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
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
   * Reads of old entries come after the writes of their group. They may then see newer entries than
   * when they were asked for; the core checks the term before the first one in any case.
   */
  private final SegmentedLog log;
  private final Mailbox<Effect.ToLog> inbox;
  private final Mailbox<ConsensusMail> consensus;
  private final Transport transport;
  private final NodeObserver observer;
  private final List<Effect.ToLog> group = new ArrayList<>();

  LogWriter(SegmentedLog log, Mailboxes mailboxes, Transport transport, NodeObserver observer) {
    this.log = log;
    this.inbox = mailboxes.logWriter();
    this.consensus = mailboxes.consensus();
    this.transport = transport;
    this.observer = observer;
  }

  /**
   * Writes what is queued.
   *
   * @throws UncheckedIOException if the disk fails; nothing of the group is acknowledged
   */
  @Override
  public int doWork() {
    int drained = inbox.drain(group);
    if (drained == 0) {
      return 0;
    }
    try {
      write();
      read();
    } catch (IOException e) {
      throw new UncheckedIOException("the log cannot be written or read: " + e.getMessage(), e);
    }
    group.clear();
    return drained;
  }

  private void write() throws IOException {
    long sequence = 0;
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i) instanceof Effect.Persist write) {
        if (write.hardState() != null || write.start() != null || !write.entries().isEmpty()) {
          log.append(write.hardState(), write.start(), write.entries());
        }
        sequence = write.sequence();
      }
    }
    if (sequence == 0) {
      return;
    }
    log.sync();
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i) instanceof Effect.Persist write) {
        observer.persisted(write);
        for (Message message : write.thenSend()) {
          transport.send(message.to(), new PeerMessage.Consensus(message));
        }
      }
    }
    consensus.add(new ConsensusMail.Done(new Event.Persisted(sequence)));
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
    return Long.MAX_VALUE;
  }

  /** Ends. What is queued was never acknowledged and need not be written. */
  @Override
  public void close() {
    inbox.close();
  }
}
