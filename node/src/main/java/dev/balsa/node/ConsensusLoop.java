package dev.balsa.node;

import dev.balsa.core.Check;
import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Server;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the core: drains the mailbox, reads the clock once, steps, and hands each effect to whoever
 * carries it out. It never waits for disk, network or state machine, so heartbeats leave on time
 * whatever those do.
 */
final class ConsensusLoop implements Agent {
  /*
   * Order of a turn's hand-overs: first the status, so that nobody sees more applied than
   * committed; then the writes, so that the disk starts while messages are being sent; then
   * messages; then the applier, which learns under which index a proposal is filed (Filed) before
   * the commit index can reach it.
   */
  private final Server server;
  private final Mailbox<ConsensusMail> inbox;
  private final Mailbox<Effect.ToLog> logWriter;
  private final Mailbox<ApplierMail> applier;
  private final Mailbox<SnapshotMail> snapshotter;
  private final Transport transport;
  private final NodeObserver observer;
  private final NanoClock clock;
  private final Lifecycle lifecycle;
  private final StatusKeeper status;
  private final ClientRequests clients;
  private final TransferRequests transfers;
  private final ChangeRequests changes;
  private final PeerRequests peers;
  private final DivergenceWatch divergence;
  private final @Nullable Quiescence quiescence;
  private final List<ConsensusMail> mail = new ArrayList<>();
  private final List<Effect.ToLog> toLog = new ArrayList<>();
  private final List<ApplierMail> toApplier = new ArrayList<>();
  private List<Event> events = new ArrayList<>();

  ConsensusLoop(
      NodeSettings settings,
      Server server,
      StatusKeeper status,
      Mailboxes mailboxes,
      Transport transport,
      NodeObserver observer,
      NanoClock clock,
      Lifecycle lifecycle,
      LongSupplier ids,
      DivergenceWatch divergence) {
    this.server = server;
    this.inbox = mailboxes.consensus();
    this.logWriter = mailboxes.logWriter();
    this.applier = mailboxes.applier();
    this.snapshotter = mailboxes.snapshotter();
    this.transport = transport;
    this.observer = observer;
    this.clock = clock;
    this.lifecycle = lifecycle;
    this.status = status;
    this.clients = new ClientRequests(settings, transport, ids, toApplier);
    this.transfers = new TransferRequests(settings.member(), ids, toApplier);
    this.changes = new ChangeRequests(settings.member(), ids, toApplier, status.view().members());
    this.peers = new PeerRequests(transport, ids);
    this.divergence = divergence;
    this.quiescence = server instanceof Quiescence sleeper ? sleeper : null;
  }

  @Override
  public int doWork() {
    // The clock is read after what came: if this thread is held up in between, it must not take a
    // request for one of the time before, when a lease may still have held.
    int drained = inbox.drain(mail);
    long nowNanos = clock.nanos();
    if (drained == 0 && nowNanos < deadlineNanos()) {
      return 0;
    }
    for (int i = 0; i < mail.size(); i++) {
      if (quiescence != null && mail.get(i) instanceof Request<?>) {
        quiescence.stir(nowNanos);
      }
      take(nowNanos, mail.get(i));
    }
    mail.clear();
    clients.expire(nowNanos);
    changes.expire(nowNanos);
    clients.dispatch(nowNanos, events);
    turn(nowNanos);
    divergence.turned(nowNanos);
    return drained + 1;
  }

  private void take(long nowNanos, ConsensusMail piece) {
    switch (piece) {
      case Request.Handover request -> transfers.add(request, events);
      case Request.MemberChange request -> changes.add(request, events);
      case Request<?> request -> clients.add(request);
      case ConsensusMail.Done done -> {
        clients.told(done.event());
        events.add(done.event());
      }
      case ConsensusMail.Arrived arrived -> {
        clients.heard(arrived.from());
        take(nowNanos, arrived.from(), arrived.message());
      }
      case ConsensusMail.Lost connection -> {
        clients.disconnected(connection.member());
        divergence.disconnected(connection.member());
        if (quiescence != null) {
          quiescence.stir(nowNanos);
        }
      }
    }
  }

  private void take(long nowNanos, long from, PeerMessage piece) {
    switch (piece) {
      case PeerMessage.Consensus consensus -> events.add(new Event.Received(consensus.message()));
      case PeerMessage.ForwardedProposal request -> peers.add(from, request, events);
      case PeerMessage.ForwardedRead request -> peers.add(from, request, events);
      case PeerMessage.ForwardedProposalResponse response -> clients.answered(nowNanos, response);
      case PeerMessage.ForwardedReadResponse response -> clients.answered(nowNanos, response);
      case PeerMessage.StateHashes hashes -> divergence.take(from, hashes);
      case PeerMessage.StateDiffers differs -> divergence.take(from, differs);
      case PeerMessage.Quiesce told -> {
        if (quiescence != null) {
          quiescence.told(from, told);
        }
      }
      case PeerMessage.SnapshotWanted elsewhere -> {}
      case PeerMessage.SnapshotChunk elsewhere -> {}
      case PeerMessage.SnapshotChunkResponse elsewhere -> {}
    }
  }

  private void turn(long nowNanos) {
    List<Event> taken = Collections.unmodifiableList(events);
    events = new ArrayList<>();
    List<Effect> effects = server.step(nowNanos, taken);
    Check.that(
        server.deadlineNanos() > nowNanos,
        "the core's deadline lies in the future after a turn, or it would be turned for ever");
    status.turned(nowNanos, taken, effects);
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.ToLog write) {
        toLog.add(write);
      }
    }
    if (!toLog.isEmpty()) {
      logWriter.addAll(toLog, true);
      toLog.clear();
    }
    for (int i = 0; i < effects.size(); i++) {
      route(nowNanos, effects.get(i));
    }
    changes.turned();
    handToApplier();
    if (quiescence != null) {
      quiescence.turned(transport);
    }
    observer.turned(nowNanos, taken, effects);
  }

  private void route(long nowNanos, Effect effect) {
    switch (effect) {
      case Effect.ToLog handedOn -> {}
      case Effect.Send send ->
          transport.send(send.message().to(), new PeerMessage.Consensus(send.message()));
      case Effect.SendSnapshot send -> snapshotter.add(new SnapshotMail.Send(send.to()));
      case Effect.RestoreSnapshot restore -> toApplier.add(new ApplierMail.Restore(restore.meta()));
      case Effect.Commit commit -> toApplier.add(new ApplierMail.Committed(commit.index()));
      case Effect.ReadReady ready -> {
        if (!clients.ready(ready.id(), ready.readIndex())) {
          peers.ready(ready);
        }
      }
      case Effect.Proposed proposed -> {
        if (!clients.proposed(proposed.id(), proposed.firstIndex(), proposed.term())
            && !changes.proposed(proposed)) {
          peers.proposed(proposed);
        }
      }
      case Effect.Refused refused -> {
        if (!clients.refused(nowNanos, refused.id(), refused.reason())
            && !transfers.refused(refused)
            && !changes.refused(refused)) {
          peers.refused(refused);
        }
      }
      case Effect.Transferred transferred -> transfers.transferred(transferred);
      case Effect.RoleChanged changed -> {
        clients.changed(nowNanos, changed);
        changes.changed(changed);
        divergence.changed(changed);
      }
      case Effect.LeaderChanged changed -> {
        clients.changed(nowNanos, changed);
        changes.changed(changed);
        divergence.changed(changed);
      }
      case Effect.ConfigurationChanged changed -> {
        transport.members(changed.configuration());
        changes.changed(changed);
        divergence.changed(changed);
      }
      case Effect.Removed removed -> lifecycle.removed(removed.index());
      case Effect.Noted noted -> {}
    }
  }

  private void handToApplier() {
    if (toApplier.isEmpty()) {
      return;
    }
    boolean urgent = false;
    for (int i = 0; i < toApplier.size(); i++) {
      urgent |= !(toApplier.get(i) instanceof ApplierMail.Filed);
    }
    if (!applier.addAll(toApplier, urgent)) {
      toApplier.forEach(piece -> piece.drop(lifecycle.reason()));
    }
    toApplier.clear();
  }

  @Override
  public boolean hasMail() {
    return inbox.hasMail();
  }

  @Override
  public long deadlineNanos() {
    return Math.min(
        server.deadlineNanos(), Math.min(clients.deadlineNanos(), changes.deadlineNanos()));
  }

  /**
   * Ends the requests that have not reached the applier. It is the applier that tells their
   * clients, if it still can.
   */
  @Override
  public void close() {
    mail.addAll(inbox.close());
    for (ConsensusMail piece : mail) {
      if (piece instanceof Request.Handover || piece instanceof Request.MemberChange) {
        ((Request<?>) piece).drop(lifecycle.reason());
      } else if (piece instanceof Request<?> request) {
        clients.add(request);
      }
    }
    clients.close(lifecycle.reason());
    transfers.close(lifecycle.reason());
    changes.close(lifecycle.reason());
    handToApplier();
  }
}
