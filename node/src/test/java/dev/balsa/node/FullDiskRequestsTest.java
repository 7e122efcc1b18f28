package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Refusal;
import dev.balsa.core.RoleName;
import dev.balsa.node.PeerMessage.ForwardedProposal;
import dev.balsa.node.PeerMessage.ForwardedProposalResponse;
import dev.balsa.node.RecordingTransport.Sent;
import dev.balsa.node.Request.Proposal;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.NotDone.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What clients are told while disks are full. */
class FullDiskRequestsTest {
  private static final long LATER_NANOS = 5_000_000_000L;

  private final RecordingTransport transport = new RecordingTransport();
  private final List<ApplierMail> toApplier = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final AtomicLong ids = new AtomicLong(1);
  private final ClientRequests clients =
      new ClientRequests(
          NodeSettings.of(1, new Configuration(List.of(1L, 2L, 3L)), 7),
          transport,
          ids::getAndIncrement,
          toApplier);

  private Proposal propose(String command) {
    Proposal proposal = Requests.proposal(command, LATER_NANOS);
    clients.add(proposal);
    return proposal;
  }

  private void assertRefused(Proposal proposal) {
    assertThat(toApplier)
        .singleElement()
        .isInstanceOfSatisfying(
            ApplierMail.Ended.class,
            ended -> {
              assertThat(ended.requests()).isEqualTo(List.of(proposal));
              assertThat(((NotDone) ended.cause()).reason()).isEqualTo(Reason.NO_SPACE);
            });
    toApplier.clear();
  }

  @Test
  void aLeaderWithoutSpaceIsReported() {
    clients.changed(0, new Effect.LeaderChanged(5, 2));
    Proposal proposal = propose("a");
    clients.dispatch(1, events);
    clients.answered(2, new ForwardedProposalResponse(1, Refusal.NO_SPACE, 0, 0, 2));
    assertRefused(proposal);
  }

  @Test
  void aFollowerWithAFullDiskPassesNoWritesOnBecauseItMayNeverLearnTheirAnswers() {
    clients.changed(0, new Effect.LeaderChanged(5, 2));
    clients.told(new Event.DiskFull(1000));
    clients.told(new Event.Persisted(1));
    Proposal refused = propose("a");
    clients.dispatch(1, events);
    assertRefused(refused);
    assertThat(transport.taken()).isEmpty();
    clients.told(new Event.DiskHasRoom());
    Proposal passedOn = propose("b");
    clients.dispatch(2, events);
    assertThat(transport.taken())
        .containsExactly(new Sent(2, new ForwardedProposal(1, List.of(Bytes.utf8("b")))));
    assertThat(passedOn).isNotDone();
  }

  @Test
  void aLeaderWithAFullDiskAsksItsCore() {
    clients.changed(0, new Effect.RoleChanged(RoleName.LEADER, 5));
    clients.told(new Event.DiskFull(0));
    Proposal asked = propose("a");
    clients.dispatch(1, events);
    assertThat(asked).isNotDone();
    assertThat(events).containsExactly(new Event.Propose(1, List.of(Bytes.utf8("a"))));
    assertThat(toApplier).isEmpty();
  }
}
