package dev.balsa.node;

import static dev.balsa.node.Requests.proposal;
import static dev.balsa.node.Requests.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.Recovered;
import dev.balsa.core.Refusal;
import dev.balsa.core.RoleName;
import dev.balsa.node.PeerMessage.ForwardedProposal;
import dev.balsa.node.PeerMessage.ForwardedProposalResponse;
import dev.balsa.node.PeerMessage.ForwardedRead;
import dev.balsa.node.PeerMessage.ForwardedReadResponse;
import dev.balsa.node.RecordingTransport.Sent;
import dev.balsa.node.Request.Proposal;
import dev.balsa.node.Request.Query;
import dev.balsa.node.RequestException.NotDone.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop of member 1 around a core that follows a script. */
class ConsensusLoopTest {
  private static final Message VOTE = new Message.RequestVoteResponse(1, 2, 5, true);
  private static final Effect.Persist WRITE =
      new Effect.Persist(
          1, null, List.of(new Entry(10, 5, EntryKind.COMMAND, Bytes.utf8("a"))), List.of());

  private final TestClock clock = new TestClock();
  private final ScriptedServer server = new ScriptedServer();
  private final RecordingTransport transport = new RecordingTransport();
  private final Mailboxes mailboxes =
      new Mailboxes(
          new Mailbox<>(
              new Bell(), new Mailbox.Bounds(100, 1 << 20), new Mailbox.Bounds(100, 1 << 20)),
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()));
  private final List<String> watched = new ArrayList<>();
  private final NodeObserver observer =
      new NodeObserver() {
        @Override
        public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
          watched.add(events.size() + " events, " + effects.size() + " effects");
        }
      };
  private final Lifecycle lifecycle = new Lifecycle(1, observer, List.of());
  private final StatusKeeper status = new StatusKeeper(Configuration.NONE, Recovered.NOTHING);
  private final ConsensusLoop loop =
      new ConsensusLoop(
          NodeSettings.of(1, new Configuration(List.of(1L, 2L, 3L)), 7),
          server,
          status,
          mailboxes,
          transport,
          observer,
          clock,
          lifecycle,
          new AtomicLong(1)::getAndIncrement,
          new DivergenceWatch(
              NodeSettings.of(1, new Configuration(List.of(1L, 2L, 3L)), 7),
              new Configuration(List.of(1L, 2L, 3L)),
              new StateHashes(),
              transport,
              observer,
              lifecycle));

  /** The first turn is due at once; it is over when a test begins. */
  @BeforeEach
  void firstTurn() {
    loop.doWork();
    watched.clear();
    transport.taken();
  }

  private void turn(Effect... effects) {
    server.next(effects);
    assertThat(loop.doWork()).isPositive();
    assertThat(loop.doWork()).isZero();
  }

  private void lead() {
    clock.advanceMillis(50);
    turn(new Effect.RoleChanged(RoleName.LEADER, 5), new Effect.LeaderChanged(5, 1));
  }

  private void client(Request<?> request) {
    mailboxes.consensus().offer(Mailbox.Lane.CLIENT, request, 1);
  }

  private void arrive(long from, PeerMessage message) {
    mailboxes.consensus().offer(Mailbox.Lane.PEER, new ConsensusMail.Arrived(from, message), 1);
  }

  private static <T> List<T> drained(Mailbox<T> mailbox) {
    List<T> mail = new ArrayList<>();
    mailbox.drain(mail);
    return mail;
  }

  @Test
  void nothingHappensBeforeTheDeadlineWithoutMail() {
    assertThat(loop.deadlineNanos()).isEqualTo(clock.nanos() + 50_000_000);
    clock.advanceMillis(49);
    assertThat(loop.doWork()).isZero();
    assertThat(server.turns).hasSize(1);
    clock.advanceMillis(1);
    assertThat(loop.doWork()).isEqualTo(1);
    assertThat(server.lastTurn()).isEmpty();
  }

  @Test
  void oneTurnTakesInAllMail() {
    Message grant = new Message.RequestVoteResponse(2, 1, 5, true);
    arrive(2, new PeerMessage.Consensus(grant));
    mailboxes.consensus().add(new ConsensusMail.Done(new Event.Persisted(3)));
    turn();
    assertThat(server.turns).hasSize(2);
    assertThat(server.lastTurn())
        .containsExactly(new Event.Received(grant), new Event.Persisted(3));
    assertThat(watched).containsExactly("2 events, 0 effects");
  }

  @Test
  void writesGoToTheLogWriterAndMessagesToTheTransport() {
    clock.advanceMillis(50);
    Effect.ReadLog read = new Effect.ReadLog(2, 1, 1000);
    turn(new Effect.Send(VOTE), WRITE, read);
    assertThat(drained(mailboxes.logWriter())).containsExactly(WRITE, read);
    assertThat(transport.taken()).containsExactly(RecordingTransport.sent(VOTE));
    assertThat(drained(mailboxes.applier())).isEmpty();
  }

  @Test
  void aProposalIsFiledBeforeTheCommitThatMayCoverIt() {
    lead();
    Proposal proposal = proposal("a");
    client(proposal);
    turn(new Effect.Commit(10), new Effect.Proposed(1, 10, 1, 5));
    assertThat(server.lastTurn()).containsExactly(new Event.Propose(1, List.of(Bytes.utf8("a"))));
    client(proposal("b"));
    turn(new Effect.Proposed(2, 11, 1, 5));
    assertThat(drained(mailboxes.applier()).stream().map(Object::getClass))
        .containsExactly(
            ApplierMail.Committed.class, ApplierMail.Filed.class, ApplierMail.Filed.class);
  }

  @Test
  void readsReachTheApplierWithTheirIndex() {
    lead();
    Query<String> query = query("answer");
    client(query);
    turn();
    assertThat(server.lastTurn()).containsExactly(new Event.Read(1));
    clock.advanceMillis(50);
    turn(new Effect.ReadReady(1, 12));
    assertThat(drained(mailboxes.applier()))
        .containsExactly(new ApplierMail.Ready(12, List.of(query)));
  }

  @Test
  void commandsOfAnotherMemberAreProposedAndAnsweredToIt() {
    arrive(3, new ForwardedProposal(77, List.of(Bytes.utf8("a"), Bytes.utf8("b"))));
    turn(new Effect.Proposed(1, 20, 2, 5));
    assertThat(server.lastTurn())
        .containsExactly(new Event.Propose(1, List.of(Bytes.utf8("a"), Bytes.utf8("b"))));
    assertThat(transport.taken())
        .containsExactly(new Sent(3, new ForwardedProposalResponse(77, null, 20, 5, 0)));
    assertThat(drained(mailboxes.applier())).isEmpty();
  }

  @Test
  void aRefusalIsPassedOnWithWhoLeads() {
    arrive(3, new ForwardedProposal(77, List.of(Bytes.utf8("a"))));
    arrive(3, new ForwardedRead(78));
    turn(
        new Effect.Refused(1, Refusal.NOT_LEADER, 2), new Effect.Refused(2, Refusal.NOT_LEADER, 2));
    assertThat(transport.taken())
        .containsExactly(
            new Sent(3, new ForwardedProposalResponse(77, Refusal.NOT_LEADER, 0, 0, 2)),
            new Sent(3, new ForwardedReadResponse(78, Refusal.NOT_LEADER, 0, 2)));
  }

  @Test
  void aReadOfAnotherMemberIsAnsweredToIt() {
    arrive(3, new ForwardedRead(78));
    turn();
    assertThat(server.lastTurn()).containsExactly(new Event.Read(1));
    clock.advanceMillis(50);
    turn(new Effect.ReadReady(1, 12));
    assertThat(transport.taken())
        .containsExactly(new Sent(3, new ForwardedReadResponse(78, null, 12, 0)));
  }

  @Test
  void aForwardedBatchWithoutCommandsIsNothing() {
    arrive(3, new ForwardedProposal(77, List.of()));
    turn();
    assertThat(server.lastTurn()).isEmpty();
    assertThat(transport.taken()).isEmpty();
  }

  @Test
  void heldRequestsGoOutInTheTurnAfterALeaderIsKnown() {
    client(proposal("a"));
    turn();
    clock.advanceMillis(50);
    turn(new Effect.LeaderChanged(5, 2));
    clock.advanceMillis(50);
    turn();
    assertThat(transport.taken())
        .containsExactly(new Sent(2, new ForwardedProposal(1, List.of(Bytes.utf8("a")))));
  }

  @Test
  void statusIsPublishedBeforeTheApplierHears() {
    clock.advanceMillis(50);
    turn(WRITE, new Effect.Commit(9));
    assertThat(status.view().commitIndex()).isEqualTo(9);
    assertThat(status.view().lastIndex()).isEqualTo(10);
  }

  @Test
  void aCoreWhoseDeadlineIsPastIsBroken() {
    server.pauseNanos = 0;
    clock.advanceMillis(50);
    assertThatThrownBy(loop::doWork)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("deadline lies in the future");
  }

  @Test
  void atTheEndRequestsAreGivenToTheApplierToEnd() {
    Proposal held = proposal("held");
    client(held);
    turn();
    Proposal unread = proposal("unread");
    client(unread);
    lifecycle.stop();
    loop.close();
    drained(mailboxes.applier()).forEach(piece -> piece.drop(lifecycle.reason()));
    Requests.assertNotDone(held, Reason.STOPPED);
    Requests.assertNotDone(unread, Reason.STOPPED);
    assertThat(mailboxes.consensus().offer(Mailbox.Lane.CLIENT, proposal("late"), 1))
        .isEqualTo(Mailbox.Outcome.CLOSED);
  }

  @Test
  void ifTheApplierIsOverTheLoopEndsThemItself() {
    lead();
    mailboxes.applier().close();
    Proposal appended = proposal("appended");
    client(appended);
    turn(new Effect.Proposed(1, 10, 1, 5));
    Requests.assertUnknown(appended);
    Query<String> waiting = query("waiting");
    client(waiting);
    loop.close();
    Requests.assertNotDone(waiting, Reason.STOPPED);
  }
}
