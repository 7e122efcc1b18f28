package dev.balsa.node;

import dev.balsa.core.Event;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.DamagedSnapshotException;
import dev.balsa.log.DiskFullException;
import dev.balsa.log.SegmentedLog;
import dev.balsa.log.SnapshotReader;
import dev.balsa.log.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes, sends and receives snapshots (§7), and reads again what is durable, so that no other
 * thread waits for them: heartbeats, writes and the state machine go on meanwhile.
 */
final class Snapshotter implements Agent {
  /*
   * The core decides who needs a snapshot and what a snapshot does to the log; here is only how it
   * gets from one disk to another. Snapshots hold nothing but what is committed, so it does not
   * matter who sends one, in which term, or how often: the core of the receiver takes what is news
   * to it.
   *
   * The scribe writes what the applier has frozen, on a thread of its own outside of a simulator:
   * that may take long, and followers wait for the other snapshots meanwhile.
   *
   * A disk that is full loses nothing here: the log goes on, and the next snapshot tries again.
   * Any other error of the disk ends the node, as in the log writer.
   */
  private static final System.Logger LOGGER = System.getLogger(Snapshotter.class.getPackageName());

  private final SegmentedLog log;
  private final Snapshots snapshots;
  private final SnapshotLimits limits;
  private final Mailbox<SnapshotMail> inbox;
  private final Mailbox<ConsensusMail> consensus;
  private final Transport transport;
  private final NanoClock clock;
  private final Scribe scribe;
  private final SnapshotReceiving receiving;
  private final Scrubber scrubber;
  private final Map<Long, SnapshotSending> sendings = new TreeMap<>();
  private final List<SnapshotMail> mail = new ArrayList<>();
  private final SendRate rate;
  private SnapshotMail.@Nullable Take wanted;
  private @Nullable SnapshotWriting writing;
  private long servedLast;

  Snapshotter(
      SegmentedLog log,
      SnapshotLimits limits,
      ScrubLimits scrub,
      Mailboxes mailboxes,
      Transport transport,
      NodeObserver observer,
      NanoClock clock,
      Scribe scribe) {
    this.log = log;
    this.snapshots = log.snapshots();
    this.limits = limits;
    this.inbox = mailboxes.snapshotter();
    this.consensus = mailboxes.consensus();
    this.transport = transport;
    this.clock = clock;
    this.scribe = scribe;
    this.rate = new SendRate(limits.sendBytesPerSecond());
    this.receiving = new SnapshotReceiving(snapshots, observer, limits.resendMillis() * 1_000_000L);
    this.scrubber = new Scrubber(log.scrub(), scrub, clock.nanos());
  }

  /**
   * Goes on with what is under way.
   *
   * @throws UncheckedIOException if the disk fails, or what it holds is not what was written
   */
  @Override
  public int doWork() {
    int done = inbox.drain(mail);
    try {
      for (int i = 0; i < mail.size(); i++) {
        take(mail.get(i));
      }
      mail.clear();
      write();
      return done + goOn() + takeOwn() + scrubber.goOn(clock.nanos());
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot cannot be written or read: " + e.getMessage(), e);
    }
  }

  private void take(SnapshotMail piece) throws IOException {
    switch (piece) {
      case SnapshotMail.Take newest -> wanted = newest;
      case SnapshotMail.Written over -> {}
      case SnapshotMail.Discard before -> discard(before.appliedIndex());
      case SnapshotMail.Fetch wish ->
          transport.send(wish.from(), new PeerMessage.SnapshotWanted(wish.afterIndex()));
      case SnapshotMail.Wanted by -> offer(by.from(), by.wish().afterIndex());
      case SnapshotMail.Send send -> begin(send.to());
      case SnapshotMail.Chunk chunk -> receive(chunk.from(), chunk.chunk());
      case SnapshotMail.Response response -> acknowledged(response.from(), response.response());
      case SnapshotMail.Lost connection -> end(connection.member(), false);
    }
  }

  /**
   * Goes on with what the applier has frozen: one snapshot after the other, of the newest state.
   */
  private void write() throws IOException {
    endWriting();
    SnapshotMail.Take next = wanted;
    if (next != null && writing == null) {
      wanted = null;
      SnapshotMeta newest = snapshots.newest();
      if (newest == null || newest.index() < next.meta().index()) {
        SnapshotWriting begun =
            new SnapshotWriting(
                next,
                snapshots,
                limits.writeBytesPerSecond(),
                () -> inbox.add(SnapshotMail.Written.OVER));
        writing = begun;
        scribe.write(begun);
        endWriting();
      }
    }
  }

  private void endWriting() throws IOException {
    SnapshotWriting over = writing;
    if (over == null || !over.isOver()) {
      return;
    }
    writing = null;
    SnapshotMail.Take take = over.take();
    try {
      over.result();
    } catch (DiskFullException full) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "no snapshot of entry " + take.meta().index() + " was taken: " + full.getMessage());
      return;
    }
    // A newer one of another member may have come meanwhile.
    if (take.meta().equals(snapshots.newest())) {
      long discard = log.discardableIndex(take.meta().index(), take.keptBytes());
      consensus.add(new ConsensusMail.Done(new Event.SnapshotTaken(take.meta(), discard)));
    }
  }

  private void discard(long appliedIndex) {
    SnapshotMeta newest = snapshots.newest();
    if (newest != null && newest.index() <= appliedIndex && newest.index() > log.start().index()) {
      consensus.add(new ConsensusMail.Done(new Event.SnapshotTaken(newest, newest.index())));
    }
  }

  private void begin(long to) throws IOException {
    SnapshotSending before = sendings.remove(to);
    if (before != null) {
      before.close();
    }
    SnapshotReader reader = snapshots.openNewest();
    sendings.put(to, new SnapshotSending(to, reader, limits, transport, clock.nanos()));
  }

  private void offer(long to, long afterIndex) throws IOException {
    SnapshotMeta newest = snapshots.newest();
    if (newest != null && newest.index() > afterIndex && !sendings.containsKey(to)) {
      begin(to);
    }
  }

  private void acknowledged(long from, PeerMessage.SnapshotChunkResponse response)
      throws IOException {
    SnapshotSending sending = sendings.get(from);
    if (sending == null || sending.meta().index() != response.index()) {
      return;
    }
    if (response.durable()) {
      end(from, true);
    } else {
      sending.answered(response, clock.nanos());
    }
  }

  private void end(long to, boolean arrived) throws IOException {
    SnapshotSending sending = sendings.remove(to);
    if (sending != null) {
      sending.close();
      consensus.add(
          new ConsensusMail.Done(new Event.SnapshotSent(to, sending.meta().index(), arrived)));
    }
  }

  private void receive(long from, PeerMessage.SnapshotChunk chunk) throws IOException {
    try {
      answer(receiving.take(from, chunk, clock.nanos()));
    } catch (DiskFullException full) {
      doesNotFit(full);
    }
  }

  /** Goes on with a snapshot whose chunks are partly here. */
  private int takeOwn() throws IOException {
    try {
      return answer(receiving.goOn(clock.nanos()));
    } catch (DiskFullException full) {
      doesNotFit(full);
      return 1;
    }
  }

  private int answer(SnapshotReceiving.@Nullable Answer answer) {
    if (answer == null) {
      return 0;
    }
    if (answer.response().durable()) {
      consensus.add(new ConsensusMail.Done(new Event.SnapshotReceived(answer.meta())));
    }
    transport.send(answer.to(), answer.response());
    return 1;
  }

  private void doesNotFit(DiskFullException full) throws IOException {
    LOGGER.log(
        System.Logger.Level.WARNING,
        "the snapshot that another member sends does not fit: " + full.getMessage());
    receiving.abort();
  }

  private int goOn() throws IOException {
    long nowNanos = clock.nanos();
    int sent = 0;
    List<Long> stalled = new ArrayList<>();
    for (Map.Entry<Long, SnapshotSending> each : sendings.entrySet()) {
      if (each.getValue().hasStalled(nowNanos)) {
        stalled.add(each.getKey());
      } else {
        each.getValue().repeat(nowNanos);
      }
    }
    for (long to : stalled) {
      end(to, false);
    }
    while (sendOne(nowNanos)) {
      sent++;
    }
    if (receiving.hasStalled(nowNanos, stallNanos())) {
      receiving.abort();
    }
    return sent;
  }

  /** Sends a piece to the next follower in turn that wants one, if the rate allows. */
  private boolean sendOne(long nowNanos) throws IOException {
    SnapshotSending next = null;
    for (SnapshotSending each : sendings.values()) {
      boolean inTurn = next == null || (next.to() <= servedLast && each.to() > servedLast);
      if (inTurn && each.wantsToSend()) {
        next = each;
      }
    }
    if (next == null) {
      return false;
    }
    if (!rate.allows(nowNanos)) {
      sendings.values().forEach(held -> held.held(nowNanos));
      return false;
    }
    servedLast = next.to();
    try {
      rate.sent(next.send(nowNanos), nowNanos);
    } catch (DamagedSnapshotException damaged) {
      if (next.meta().equals(snapshots.newest())) {
        throw damaged;
      }
      // Nobody needs it any more, so the node need not end: the next attempt sends the newest one.
      LOGGER.log(
          System.Logger.Level.WARNING,
          "no more of the snapshot of entry " + next.meta().index() + ": " + damaged.getMessage());
      end(next.to(), false);
    }
    return true;
  }

  private long stallNanos() {
    return limits.stallMillis() * 1_000_000L;
  }

  @Override
  public boolean hasMail() {
    return inbox.hasMail();
  }

  @Override
  public long deadlineNanos() {
    long deadline = Math.min(receiving.deadlineNanos(stallNanos()), scrubber.deadlineNanos());
    for (SnapshotSending sending : sendings.values()) {
      deadline = Math.min(deadline, sending.deadlineNanos());
      if (sending.wantsToSend()) {
        deadline = Math.min(deadline, rate.freeNanos());
      }
    }
    return deadline;
  }

  /** Ends what is under way; nothing of it counts. */
  @Override
  public void close() {
    inbox.close();
    SnapshotWriting underWay = writing;
    if (underWay != null) {
      underWay.giveUp();
    }
    try {
      scrubber.close();
      receiving.abort();
      for (Iterator<SnapshotSending> all = sendings.values().iterator(); all.hasNext(); ) {
        all.next().close();
        all.remove();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
