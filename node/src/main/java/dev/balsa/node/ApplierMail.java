package dev.balsa.node;

import dev.balsa.core.SnapshotMeta;
import dev.balsa.node.Request.Proposal;
import dev.balsa.node.Request.Query;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.Unknown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the applier is handed. A bare {@link Query} among it is one that it may be able to answer
 * alone.
 */
sealed interface ApplierMail
    permits ApplierMail.Filed,
        ApplierMail.Committed,
        ApplierMail.Restore,
        ApplierMail.Ready,
        ApplierMail.Ended,
        ApplierMail.HandedOver,
        ApplierMail.Changed,
        Request {
  /** Ends the requests in it, because the applier is over. */
  void drop(String why);

  /**
   * Proposals were appended, here or at the leader they were passed on to.
   *
   * @param firstIndex index of the first one; the others follow without a gap
   * @param proposals null where one has ended meanwhile
   */
  record Filed(long firstIndex, long term, List<@Nullable Proposal> proposals)
      implements ApplierMail {
    @Override
    public void drop(String why) {
      Unknown cause = unknown(why);
      RequestQueue.left(proposals).forEach(proposal -> proposal.fail(cause));
    }
  }

  /** Everything up to an index may be applied. */
  record Committed(long index) implements ApplierMail {
    @Override
    public void drop(String why) {}
  }

  /** A durable snapshot takes the place of the state, before anything else is applied. */
  record Restore(SnapshotMeta meta) implements ApplierMail {
    @Override
    public void drop(String why) {}
  }

  /** Questions may be asked once an index is applied. */
  record Ready(long readIndex, List<Query<?>> queries) implements ApplierMail {
    @Override
    public void drop(String why) {
      NotDone cause = notDone(why);
      queries.forEach(query -> query.fail(cause));
    }
  }

  /** Another member leads, as was wanted. */
  record HandedOver(Request.Handover request, long leader) implements ApplierMail {
    @Override
    public void drop(String why) {
      request.succeed(leader);
    }
  }

  /** The members are as was wanted. */
  record Changed(Request.MemberChange request, Members members) implements ApplierMail {
    @Override
    public void drop(String why) {
      request.succeed(members);
    }
  }

  /** Requests are over without having come this far. */
  record Ended(List<? extends Request<?>> requests, RequestException cause) implements ApplierMail {
    @Override
    public void drop(String why) {
      requests.forEach(request -> request.fail(cause));
    }
  }

  /** What the client of an appended command is told when the node ends. */
  static Unknown unknown(String why) {
    return new Unknown(
        why
            + " before the command was applied here; it may be applied by the other members,"
            + " read the state there to learn whether it was");
  }

  /** What the client of a read is told when the node ends. */
  static NotDone notDone(String why) {
    return new NotDone(NotDone.Reason.STOPPED, why + "; ask another member");
  }
}
