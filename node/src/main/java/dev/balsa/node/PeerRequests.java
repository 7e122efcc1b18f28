package dev.balsa.node;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.node.PeerMessage.ForwardedProposal;
import dev.balsa.node.PeerMessage.ForwardedProposalResponse;
import dev.balsa.node.PeerMessage.ForwardedRead;
import dev.balsa.node.PeerMessage.ForwardedReadResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The requests other members passed on to this one, until the core has answered them. The core
 * decides, also that this member does not lead; it answers each event, so nothing stays here for
 * ever. Used by the consensus thread.
 */
final class PeerRequests {
  private record Origin(long from, long id) {}

  private final Transport transport;
  private final LongSupplier ids;
  private final Map<Long, Origin> proposing = new HashMap<>();
  private final Map<Long, Origin> reading = new HashMap<>();

  PeerRequests(Transport transport, LongSupplier ids) {
    this.transport = transport;
    this.ids = ids;
  }

  /** A member passes on commands. */
  void add(long from, ForwardedProposal request, List<Event> events) {
    if (request.commands().isEmpty()) {
      return;
    }
    long id = ids.getAsLong();
    proposing.put(id, new Origin(from, request.id()));
    events.add(new Event.Propose(id, request.commands()));
  }

  /** A member passes on reads. */
  void add(long from, ForwardedRead request, List<Event> events) {
    long id = ids.getAsLong();
    reading.put(id, new Origin(from, request.id()));
    events.add(new Event.Read(id, request.byLease()));
  }

  /** The core appended a proposal. */
  void proposed(Effect.Proposed effect) {
    Origin origin = proposing.remove(effect.id());
    if (origin != null) {
      transport.send(
          origin.from(),
          new ForwardedProposalResponse(
              origin.id(), null, effect.firstIndex(), effect.term(), HardState.NOBODY));
    }
  }

  /** The core confirmed a read. */
  void ready(Effect.ReadReady effect) {
    Origin origin = reading.remove(effect.id());
    if (origin != null) {
      transport.send(
          origin.from(),
          new ForwardedReadResponse(origin.id(), null, effect.readIndex(), HardState.NOBODY));
    }
  }

  /** The core refused a proposal or a read. */
  void refused(Effect.Refused effect) {
    Origin origin = proposing.remove(effect.id());
    if (origin != null) {
      transport.send(
          origin.from(),
          new ForwardedProposalResponse(origin.id(), effect.reason(), 0, 0, effect.leader()));
    }
    origin = reading.remove(effect.id());
    if (origin != null) {
      transport.send(
          origin.from(),
          new ForwardedReadResponse(origin.id(), effect.reason(), 0, effect.leader()));
    }
  }
}
