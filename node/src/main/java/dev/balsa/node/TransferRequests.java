package dev.balsa.node;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Refusal;
import dev.balsa.node.Request.Handover;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.Unknown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The leadership transfers that clients of this member asked for, until the core has answered them,
 * which it does within an election timeout. Used by the consensus thread.
 */
final class TransferRequests {
  private final long self;
  private final LongSupplier ids;
  private final List<ApplierMail> toApplier;
  private final Map<Long, Handover> open = new HashMap<>();

  TransferRequests(long self, LongSupplier ids, List<ApplierMail> toApplier) {
    this.self = self;
    this.ids = ids;
    this.toApplier = toApplier;
  }

  void add(Handover request, List<Event> events) {
    long id = ids.getAsLong();
    open.put(id, request);
    events.add(new Event.TransferLeadership(id, request.to()));
  }

  void transferred(Effect.Transferred effect) {
    Handover request = open.remove(effect.id());
    if (request == null) {
      return;
    }
    switch (effect.outcome()) {
      case DONE -> toApplier.add(new ApplierMail.HandedOver(request, effect.leader()));
      case ANOTHER_LEADS ->
          end(
              request,
              new NotDone(
                  NotDone.Reason.REFUSED,
                  "member " + effect.leader() + " was elected instead of the wanted one"));
      case TIMED_OUT ->
          end(
              request,
              new Unknown(
                  "nobody else was known to lead within an election timeout; "
                      + (effect.leader() == self
                          ? "member " + self + " takes proposals again"
                          : "there is no leader known at the moment")
                      + ", and the wanted member may still take over"));
    }
  }

  /** The core refused. Returns whether it was one of these. */
  boolean refused(Effect.Refused effect) {
    Handover request = open.remove(effect.id());
    if (request == null) {
      return false;
    }
    NotDone.Reason reason =
        effect.reason() == Refusal.NOT_LEADER ? NotDone.Reason.NOT_LEADER : NotDone.Reason.REFUSED;
    end(request, new NotDone(reason, why(effect, request.to())));
    return true;
  }

  private String why(Effect.Refused effect, long to) {
    return switch (effect.reason()) {
      case HANDING_OVER -> "leadership is being handed over already; wait for the outcome";
      case NO_SUCH_TARGET ->
          to == HardState.NOBODY
              ? "there is no other voter that could lead"
              : "member " + to + " is no other voter";
      case TARGET_SILENT ->
          (to == HardState.NOBODY ? "every other voter" : "member " + to)
              + " has been silent for an election timeout; is it up and connected?";
      default -> ChangeRequests.notLeading(self, effect.leader());
    };
  }

  /** Ends all of them, because the node does. */
  void close(String why) {
    open.values().forEach(request -> end(request, new Unknown(why)));
    open.clear();
  }

  private void end(Handover request, RequestException cause) {
    toApplier.add(new ApplierMail.Ended(List.of(request), cause));
  }
}
