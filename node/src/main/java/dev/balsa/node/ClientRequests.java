package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Refusal;
import dev.balsa.core.RoleName;
import dev.balsa.node.PeerMessage.ForwardedProposal;
import dev.balsa.node.PeerMessage.ForwardedProposalResponse;
import dev.balsa.node.PeerMessage.ForwardedRead;
import dev.balsa.node.PeerMessage.ForwardedReadResponse;
import dev.balsa.node.Request.Proposal;
import dev.balsa.node.Request.Query;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.Unknown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests of this member's clients until their index is known: waiting for a leader, handed to
 * the own core, or passed on to the leader. Used by the consensus thread.
 */
final class ClientRequests {
  /*
   * What may be sent again without asking the client, and what may not. A proposal the leader
   * refused, or that was never sent, did not happen: it waits here for the next chance until its
   * deadline. A proposal that was sent and not answered may stand in the leader's log: when the
   * connection is lost, when another leader is known, or when its time is over, its client is told
   * "unknown". Reads change nothing, so they are always asked again.
   */

  /** Least time between two looks for requests whose time is over. */
  private static final long EXPIRY_PAUSE_NANOS = 10_000_000;

  private final NodeSettings settings;
  private final Transport transport;
  private final LongSupplier ids;
  private final List<ApplierMail> toApplier;
  private final RequestQueue<Proposal> proposals = new RequestQueue<>();
  private final RequestQueue<Query<?>> reads = new RequestQueue<>();
  private final RequestQueue<Query<?>> leaseReads = new RequestQueue<>();
  private final Set<Long> lost = new HashSet<>();
  private boolean leads;
  private boolean diskFull;
  private long leader = HardState.NOBODY;
  private long leadershipChangedNanos = Long.MIN_VALUE;
  private long retryAtNanos = Long.MIN_VALUE;
  private long expiryNanos = Long.MAX_VALUE;

  /**
   * None yet.
   *
   * @param ids gives numbers for events and messages, each once
   * @param toApplier takes what is on its way to the applier
   */
  ClientRequests(
      NodeSettings settings, Transport transport, LongSupplier ids, List<ApplierMail> toApplier) {
    this.settings = settings;
    this.transport = transport;
    this.ids = ids;
    this.toApplier = toApplier;
  }

  /** A client wants something. */
  void add(Request<?> request) {
    expiryNanos = Math.min(expiryNanos, request.deadlineNanos());
    switch (request) {
      case Proposal proposal -> proposals.add(proposal);
      case Query<?> query -> queue(query).add(query);
      case Request.Handover elsewhere ->
          throw new IllegalStateException("a handover is for TransferRequests");
      case Request.TakeSnapshot elsewhere ->
          throw new IllegalStateException("a snapshot is for the applier");
      case Request.MemberChange elsewhere ->
          throw new IllegalStateException("a change of the members is for ChangeRequests");
    }
  }

  private RequestQueue<Query<?>> queue(Query<?> query) {
    return query.consistency() instanceof Consistency.Lease ? leaseReads : reads;
  }

  private boolean nothingWaits() {
    return proposals.isEmpty() && reads.isEmpty() && leaseReads.isEmpty();
  }

  /**
   * Hands on what waits, if there is someone to take it: to the own core as events, or to the
   * leader.
   */
  void dispatch(long nowNanos, List<Event> events) {
    if (diskFull && !leads) {
      end(
          proposals.giveUpWaiting(),
          new NotDone(
              NotDone.Reason.NO_SPACE,
              "the disk of this member is full, so it may never learn the answer; free some space,"
                  + " or ask another member"));
    }
    if (nothingWaits() || nowNanos < retryAtNanos) {
      return;
    }
    long to = taker();
    if (to == HardState.NOBODY) {
      return;
    }
    while (!proposals.isEmpty()) {
      long id = ids.getAsLong();
      List<Bytes> commands = commands(id, to);
      if (leads) {
        events.add(new Event.Propose(id, commands));
      } else {
        transport.send(to, new ForwardedProposal(id, commands));
      }
    }
    dispatch(reads, false, to, events);
    dispatch(leaseReads, true, to, events);
  }

  private void dispatch(
      RequestQueue<Query<?>> queue, boolean byLease, long to, List<Event> events) {
    if (queue.isEmpty()) {
      return;
    }
    long id = ids.getAsLong();
    queue.handOver(id, to, Long.MAX_VALUE);
    if (leads) {
      events.add(new Event.Read(id, byLease));
    } else {
      transport.send(to, new ForwardedRead(id, byLease));
    }
  }

  /** The log writer has said something; what is applied here waits while the disk is full. */
  void told(Event event) {
    diskFull =
        event instanceof Event.DiskFull || (diskFull && !(event instanceof Event.DiskHasRoom));
  }

  /** Who takes requests now: this member, another one that can be reached, or nobody. */
  private long taker() {
    if (leads) {
      return settings.member();
    }
    boolean reachable =
        leader != HardState.NOBODY
            && leader != settings.member()
            && !lost.contains(leader)
            && transport.isConnected(leader);
    return reachable ? leader : HardState.NOBODY;
  }

  /**
   * Hands over as many proposals as make one batch: bounded like one AppendEntries, so that it also
   * fits a frame.
   */
  private List<Bytes> commands(long id, long to) {
    long costMax =
        Math.min(settings.consensus().appendBytesMax(), settings.consensus().uncommittedBytesMax());
    List<Proposal> batch = proposals.handOver(id, to, costMax);
    List<Bytes> commands = new ArrayList<>(batch.size());
    for (Proposal proposal : batch) {
      commands.add(proposal.command());
    }
    return commands;
  }

  /** A proposal was appended, here or at the leader. Returns whether it was one of these. */
  boolean proposed(long id, long firstIndex, long term) {
    List<@Nullable Proposal> batch = proposals.answered(id);
    if (batch == null) {
      return false;
    }
    toApplier.add(new ApplierMail.Filed(firstIndex, term, batch));
    return true;
  }

  /** A read was confirmed, here or at the leader. Returns whether it was one of these. */
  boolean ready(long id, long readIndex) {
    List<@Nullable Query<?>> batch = reads.answered(id);
    if (batch == null) {
      batch = leaseReads.answered(id);
    }
    if (batch == null) {
      return false;
    }
    toApplier.add(new ApplierMail.Ready(readIndex, RequestQueue.left(batch)));
    return true;
  }

  /**
   * A proposal or a read was refused, here or at the leader. Returns whether it was one of these.
   */
  boolean refused(long nowNanos, long id, Refusal reason) {
    return refused(nowNanos, proposals, id, reason)
        || refused(nowNanos, reads, id, reason)
        || refused(nowNanos, leaseReads, id, reason);
  }

  private <R extends Request<?>> boolean refused(
      long nowNanos, RequestQueue<R> queue, long id, Refusal reason) {
    List<@Nullable R> batch = queue.answered(id);
    if (batch == null) {
      return false;
    }
    NotDone cause = finalAnswer(reason);
    if (cause != null) {
      end(RequestQueue.left(batch), cause);
      return true;
    }
    queue.again(batch);
    // Who has just learned of another leader asks it at once; who has not would only be refused
    // again.
    if (nowNanos > leadershipChangedNanos) {
      retryAtNanos = nowNanos + settings.limits().retryMillis() * 1_000_000L;
    }
    return true;
  }

  /** What the clients are told, or null if the requests wait for a leader instead. */
  private static @Nullable NotDone finalAnswer(Refusal reason) {
    return switch (reason) {
      case NOT_LEADER, LEADERSHIP_LOST, HANDING_OVER -> null;
      case LEASES_OFF ->
          new NotDone(
              NotDone.Reason.REFUSED,
              "the leader gives no leases, its leaseDriftPermille is 0; read linearizably, or set"
                  + " it on every member to what their clocks keep to");
      case NO_SUCH_TARGET, TARGET_SILENT ->
          throw new IllegalStateException("only transfers are refused with " + reason);
      case OVERLOADED ->
          new NotDone(
              NotDone.Reason.OVERLOADED,
              "the leader has too much waiting already; try again a little later");
      case NO_SPACE ->
          new NotDone(
              NotDone.Reason.NO_SPACE,
              "the disk of the leader or of a majority is full; free some space, reads go on");
      case TOO_LARGE ->
          new NotDone(
              NotDone.Reason.TOO_LARGE, "the leader allows only smaller commands than this one");
      case NOT_READY, CHANGE_IN_PROGRESS, NO_CHANGE, WOULD_LOSE_QUORUM ->
          throw new IllegalStateException("only changes of the members are refused so: " + reason);
    };
  }

  /** The leader answered. An answer nobody waits for is a late one; its clients have been told. */
  void answered(long nowNanos, ForwardedProposalResponse response) {
    Refusal refusal = response.refusal();
    if (refusal == null) {
      proposed(response.id(), response.firstIndex(), response.term());
    } else {
      refused(nowNanos, proposals, response.id(), refusal);
    }
  }

  /** The leader answered. */
  void answered(long nowNanos, ForwardedReadResponse response) {
    Refusal refusal = response.refusal();
    if (refusal == null) {
      ready(response.id(), response.readIndex());
    } else {
      refused(nowNanos, response.id(), refusal);
    }
  }

  /** This member took another role. */
  void changed(long nowNanos, Effect.RoleChanged effect) {
    leads = effect.role() == RoleName.LEADER;
    leadershipChanged(nowNanos);
  }

  /** Another leader is known, or none. */
  void changed(long nowNanos, Effect.LeaderChanged effect) {
    leader = effect.leader();
    leadershipChanged(nowNanos);
  }

  private void leadershipChanged(long nowNanos) {
    leadershipChangedNanos = nowNanos;
    retryAtNanos = Long.MIN_VALUE;
    long self = settings.member();
    long current = leads ? self : leader;
    if (current != HardState.NOBODY) {
      giveUpOn(to -> to != current && to != self, "the member it was passed on to no longer leads");
    }
  }

  /** A member was heard from. */
  void heard(long from) {
    if (!lost.isEmpty()) {
      lost.remove(from);
    }
  }

  /** The connection to a member was lost. */
  void disconnected(long member) {
    lost.add(member);
    giveUpOn(to -> to == member, "the connection to member " + member + ", which leads, was lost");
  }

  private void giveUpOn(LongPredicate to, String why) {
    List<Proposal> given = proposals.giveUpOn(to);
    if (!given.isEmpty()) {
      end(given, new Unknown(why + "; read the state to learn whether the command was applied"));
    }
    reads.giveUpOn(to).forEach(reads::add);
    leaseReads.giveUpOn(to).forEach(leaseReads::add);
  }

  /** When to turn although nothing happens. */
  long deadlineNanos() {
    boolean paused = retryAtNanos != Long.MIN_VALUE && !nothingWaits();
    return paused ? Math.min(expiryNanos, retryAtNanos) : expiryNanos;
  }

  /** Ends the requests whose time is over. */
  void expire(long nowNanos) {
    if (nowNanos >= retryAtNanos) {
      retryAtNanos = Long.MIN_VALUE;
    }
    if (nowNanos < expiryNanos) {
      return;
    }
    String time = " within " + settings.limits().requestTimeoutMillis() + " ms; ";
    NotDone noLeader =
        new NotDone(
            NotDone.Reason.NO_LEADER,
            "no leader took the request"
                + time
                + "is a majority of the members up and connected with this one?");
    end(proposals.expireWaiting(nowNanos), noLeader);
    for (RequestQueue<Query<?>> queue : List.of(reads, leaseReads)) {
      end(queue.expireWaiting(nowNanos), noLeader);
      end(queue.expireHandedOver(nowNanos), noLeader);
    }
    end(
        proposals.expireHandedOver(nowNanos),
        new Unknown(
            "the leader did not say whether it took the command"
                + time
                + "read the state to learn whether it was applied"));
    long earliestNanos =
        Math.min(
            proposals.earliestDeadlineNanos(),
            Math.min(reads.earliestDeadlineNanos(), leaseReads.earliestDeadlineNanos()));
    expiryNanos =
        earliestNanos == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : Math.max(earliestNanos, nowNanos + EXPIRY_PAUSE_NANOS);
  }

  /** Ends all requests, because the node does. */
  void close(String why) {
    NotDone stopped = new NotDone(NotDone.Reason.STOPPED, why);
    end(proposals.expireWaiting(Long.MAX_VALUE), stopped);
    for (RequestQueue<Query<?>> queue : List.of(reads, leaseReads)) {
      end(queue.expireWaiting(Long.MAX_VALUE), stopped);
      end(queue.expireHandedOver(Long.MAX_VALUE), stopped);
    }
    end(
        proposals.expireHandedOver(Long.MAX_VALUE),
        new Unknown(why + " before the leader answered; read the state on another member"));
  }

  private void end(List<? extends Request<?>> requests, RequestException cause) {
    if (!requests.isEmpty()) {
      toApplier.add(new ApplierMail.Ended(requests, cause));
    }
  }
}
