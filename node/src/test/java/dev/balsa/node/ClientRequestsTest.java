package dev.balsa.node;

import static dev.balsa.node.Requests.proposal;
import static dev.balsa.node.Requests.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Refusal;
import dev.balsa.core.RoleName;
import dev.balsa.core.Settings;
import dev.balsa.node.ApplierMail.Ended;
import dev.balsa.node.ApplierMail.Filed;
import dev.balsa.node.ApplierMail.Ready;
import dev.balsa.node.PeerMessage.ForwardedProposal;
import dev.balsa.node.PeerMessage.ForwardedProposalResponse;
import dev.balsa.node.PeerMessage.ForwardedRead;
import dev.balsa.node.PeerMessage.ForwardedReadResponse;
import dev.balsa.node.RecordingTransport.Sent;
import dev.balsa.node.Request.Proposal;
import dev.balsa.node.Request.Query;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.RequestException.Unknown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Member 1 of 1, 2, 3; times are in milliseconds. */
@SuppressWarnings("FutureReturnValueIgnored")
class ClientRequestsTest {
  private static final long MILLIS = 1_000_000;

  private final RecordingTransport transport = new RecordingTransport();
  private final List<ApplierMail> toApplier = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final NodeSettings settings =
      NodeSettings.of(1, new Configuration(List.of(1L, 2L, 3L)), 7);
  private final AtomicLong ids = new AtomicLong(1);
  private ClientRequests clients =
      new ClientRequests(settings, transport, ids::getAndIncrement, toApplier);

  private void role(long millis, RoleName role) {
    clients.changed(millis * MILLIS, new Effect.RoleChanged(role, 5));
  }

  private void leader(long millis, long leader) {
    clients.changed(millis * MILLIS, new Effect.LeaderChanged(5, leader));
  }

  private void dispatch(long millis) {
    clients.expire(millis * MILLIS);
    clients.dispatch(millis * MILLIS, events);
  }

  private Proposal propose(String command) {
    return propose(command, 5000);
  }

  private Proposal propose(String command, long deadlineMillis) {
    Proposal proposal = proposal(command, deadlineMillis * MILLIS);
    clients.add(proposal);
    return proposal;
  }

  private Query<String> read(String answer, long deadlineMillis) {
    Query<String> query = query(answer, deadlineMillis * MILLIS);
    clients.add(query);
    return query;
  }

  private static List<Bytes> commands(String... commands) {
    return Arrays.stream(commands).map(Bytes::utf8).toList();
  }

  private static Sent forwarded(long to, long id, String... commands) {
    return new Sent(to, new ForwardedProposal(id, commands(commands)));
  }

  /** Why the requests ended, and nobody else with them. */
  private RequestException ended(Request<?>... requests) {
    assertThat(toApplier).singleElement().isInstanceOf(Ended.class);
    Ended ended = (Ended) toApplier.removeFirst();
    assertThat(ended.requests()).isEqualTo(List.of(requests));
    return ended.cause();
  }

  private void assertEndedNotDone(Reason reason, Request<?>... requests) {
    assertThat(ended(requests))
        .isInstanceOfSatisfying(
            NotDone.class, cause -> assertThat(cause.reason()).isEqualTo(reason));
  }

  private void assertEndedUnknown(Request<?>... requests) {
    assertThat(ended(requests)).isInstanceOf(Unknown.class);
  }

  @Test
  void theLeaderGivesAllProposalsOfATurnToItsCoreAsOne() {
    role(0, RoleName.LEADER);
    Proposal a = propose("a");
    Proposal b = propose("b");
    dispatch(1);
    assertThat(events).containsExactly(new Event.Propose(1, commands("a", "b")));
    assertThat(clients.proposed(1, 10, 5)).isTrue();
    assertThat(toApplier).containsExactly(new Filed(10, 5, List.of(a, b)));
  }

  @Test
  void allReadsOfATurnShareOneEvent() {
    role(0, RoleName.LEADER);
    Query<String> a = read("a", 5000);
    Query<String> b = read("b", 5000);
    dispatch(1);
    assertThat(events).containsExactly(new Event.Read(1));
    assertThat(clients.ready(1, 9)).isTrue();
    assertThat(toApplier).containsExactly(new Ready(9, List.of(a, b)));
  }

  @Test
  void aBatchIsBoundedLikeAnAppendEntries() {
    Settings small = new Settings(400, 80, 4000, 1024, 4096, 65536, 4096, 10);
    clients =
        new ClientRequests(
            settings.withConsensus(small), transport, ids::getAndIncrement, toApplier);
    role(0, RoleName.LEADER);
    String large = "x".repeat(2000);
    String third = "y".repeat(300);
    for (String command : List.of(third, third, third, large, third)) {
      propose(command);
    }
    dispatch(1);
    assertThat(events)
        .containsExactly(
            new Event.Propose(1, commands(third, third)),
            new Event.Propose(2, commands(third)),
            new Event.Propose(3, commands(large)),
            new Event.Propose(4, commands(third)));
  }

  @Test
  void aFollowerPassesOnToTheLeaderAndFilesByItsAnswer() {
    leader(0, 2);
    Proposal a = propose("a");
    Proposal b = propose("b");
    dispatch(1);
    assertThat(transport.taken()).containsExactly(forwarded(2, 1, "a", "b"));
    clients.answered(2 * MILLIS, new ForwardedProposalResponse(1, null, 10, 5, 0));
    assertThat(toApplier).containsExactly(new Filed(10, 5, List.of(a, b)));
    assertThat(events).isEmpty();
  }

  @Test
  void aFollowerPassesOnReads() {
    leader(0, 2);
    Query<String> a = read("a", 5000);
    dispatch(1);
    assertThat(transport.taken()).containsExactly(new Sent(2, new ForwardedRead(1)));
    clients.answered(2 * MILLIS, new ForwardedReadResponse(1, null, 10, 0));
    assertThat(toApplier).containsExactly(new Ready(10, List.of(a)));
  }

  @Test
  void anAnswerCountsOnce() {
    leader(0, 2);
    propose("a");
    dispatch(1);
    clients.answered(2 * MILLIS, new ForwardedProposalResponse(1, null, 10, 5, 0));
    toApplier.clear();
    clients.answered(2 * MILLIS, new ForwardedProposalResponse(1, null, 10, 5, 0));
    clients.answered(2 * MILLIS, new ForwardedProposalResponse(99, null, 11, 5, 0));
    clients.answered(2 * MILLIS, new ForwardedReadResponse(99, null, 11, 0));
    assertThat(toApplier).isEmpty();
  }

  @Test
  void withoutALeaderRequestsWaitForOne() {
    propose("a");
    read("r", 5000);
    dispatch(1);
    assertThat(transport.taken()).isEmpty();
    leader(2, 3);
    dispatch(2);
    assertThat(transport.taken())
        .containsExactly(forwarded(3, 1, "a"), new Sent(3, new ForwardedRead(2)));
  }

  @Test
  void withoutALeaderTheyEndInTime() {
    Proposal a = propose("a", 100);
    Proposal b = propose("b", 200);
    dispatch(99);
    assertThat(clients.deadlineNanos()).isEqualTo(100 * MILLIS);
    assertThat(toApplier).isEmpty();
    dispatch(100);
    assertEndedNotDone(Reason.NO_LEADER, a);
    assertThat(clients.deadlineNanos()).isEqualTo(200 * MILLIS);
    dispatch(200);
    assertEndedNotDone(Reason.NO_LEADER, b);
    assertThat(clients.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aReadThatNobodyConfirmsWasNotDone() {
    leader(0, 2);
    Query<String> read = read("r", 100);
    dispatch(1);
    dispatch(100);
    assertEndedNotDone(Reason.NO_LEADER, read);
  }

  @Test
  void aProposalThatIsNotAnsweredIsUnknownAndTheOthersOfItsBatchLiveOn() {
    Proposal early = propose("early", 100);
    Proposal late = propose("late", 200);
    leader(0, 2);
    dispatch(1);
    dispatch(100);
    assertEndedUnknown(early);
    clients.answered(150 * MILLIS, new ForwardedProposalResponse(1, null, 10, 5, 0));
    assertThat(toApplier).containsExactly(new Filed(10, 5, Arrays.asList(null, late)));
  }

  @Test
  void whoHasNoConnectionToTheLeaderWaitsForOne() {
    transport.unreachable.add(2L);
    leader(0, 2);
    propose("a");
    dispatch(1);
    assertThat(transport.taken()).isEmpty();
    transport.unreachable.clear();
    dispatch(2);
    assertThat(transport.taken()).containsExactly(forwarded(2, 1, "a"));
  }

  @Test
  void aLostConnectionMakesProposalsUnknownAndReadsWait() {
    leader(0, 2);
    Proposal a = propose("a");
    read("r", 5000);
    dispatch(1);
    transport.taken();
    clients.disconnected(2);
    assertEndedUnknown(a);
    Proposal b = propose("b");
    dispatch(2);
    assertThat(transport.taken()).isEmpty();
    clients.heard(2);
    dispatch(3);
    assertThat(transport.taken())
        .containsExactly(forwarded(2, 3, "b"), new Sent(2, new ForwardedRead(4)));
    assertThat(b).isNotDone();
  }

  @Test
  void aLostConnectionToSomebodyElseMeansNothing() {
    leader(0, 2);
    propose("a");
    dispatch(1);
    clients.disconnected(3);
    assertThat(toApplier).isEmpty();
  }

  @Test
  void anotherLeaderMakesProposalsUnknownAndTakesTheReads() {
    leader(0, 2);
    Proposal a = propose("a");
    read("r", 5000);
    dispatch(1);
    transport.taken();
    leader(2, 0);
    assertThat(toApplier).isEmpty();
    leader(3, 3);
    assertEndedUnknown(a);
    dispatch(3);
    assertThat(transport.taken()).containsExactly(new Sent(3, new ForwardedRead(3)));
  }

  @Test
  void whoBecomesTheLeaderTakesTheReadsItself() {
    leader(0, 2);
    Proposal a = propose("a");
    read("r", 5000);
    dispatch(1);
    role(2, RoleName.LEADER);
    leader(2, 1);
    assertEndedUnknown(a);
    dispatch(2);
    assertThat(events).containsExactly(new Event.Read(3));
  }

  @Test
  void whatTheLeaderRefusesForNotLeadingIsOfferedAgainAfterAPause() {
    leader(0, 2);
    propose("a");
    dispatch(1);
    transport.taken();
    clients.answered(2 * MILLIS, new ForwardedProposalResponse(1, Refusal.NOT_LEADER, 0, 0, 3));
    dispatch(2);
    assertThat(transport.taken()).isEmpty();
    assertThat(clients.deadlineNanos()).isEqualTo(52 * MILLIS);
    dispatch(51);
    assertThat(transport.taken()).isEmpty();
    dispatch(52);
    assertThat(transport.taken()).containsExactly(forwarded(2, 2, "a"));
    assertThat(toApplier).isEmpty();
  }

  @Test
  void aNewLeaderEndsThePause() {
    leader(0, 2);
    propose("a");
    dispatch(1);
    transport.taken();
    clients.answered(2 * MILLIS, new ForwardedProposalResponse(1, Refusal.NOT_LEADER, 0, 0, 3));
    leader(2, 3);
    dispatch(2);
    assertThat(transport.taken()).containsExactly(forwarded(3, 2, "a"));
  }

  @Test
  void theRefusedGoBeforeTheOnesThatCameLater() {
    leader(0, 2);
    propose("a");
    dispatch(1);
    propose("b");
    clients.answered(2 * MILLIS, new ForwardedProposalResponse(1, Refusal.NOT_LEADER, 0, 0, 3));
    leader(3, 3);
    transport.taken();
    dispatch(3);
    assertThat(transport.taken()).containsExactly(forwarded(3, 2, "a", "b"));
  }

  @Test
  void anOverloadedLeaderIsReported() {
    leader(0, 2);
    Proposal a = propose("a");
    dispatch(1);
    clients.answered(2 * MILLIS, new ForwardedProposalResponse(1, Refusal.OVERLOADED, 0, 0, 2));
    assertEndedNotDone(Reason.OVERLOADED, a);
  }

  @Test
  void aLeaderWithASmallerLimitIsReported() {
    leader(0, 2);
    Proposal a = propose("a");
    dispatch(1);
    clients.answered(2 * MILLIS, new ForwardedProposalResponse(1, Refusal.TOO_LARGE, 0, 0, 2));
    assertEndedNotDone(Reason.TOO_LARGE, a);
  }

  @Test
  void theOwnCoreRefusesBecauseItHasJustLostLeadership() {
    role(0, RoleName.LEADER);
    propose("a");
    read("r", 5000);
    dispatch(1);
    role(1, RoleName.FOLLOWER);
    leader(1, 3);
    assertThat(clients.refused(1 * MILLIS, 1, Refusal.NOT_LEADER)).isTrue();
    assertThat(clients.refused(1 * MILLIS, 2, Refusal.LEADERSHIP_LOST)).isTrue();
    dispatch(2);
    assertThat(transport.taken())
        .containsExactly(forwarded(3, 3, "a"), new Sent(3, new ForwardedRead(4)));
    assertThat(toApplier).isEmpty();
  }

  @Test
  void numbersOfOthersAreLeftToOthers() {
    assertThat(clients.proposed(77, 1, 1)).isFalse();
    assertThat(clients.ready(77, 1)).isFalse();
    assertThat(clients.refused(0, 77, Refusal.NOT_LEADER)).isFalse();
  }

  @Test
  void whenTheNodeEndsEachClientIsToldWhatIsKnown() {
    leader(0, 2);
    Proposal sent = propose("sent");
    Query<String> asked = read("asked", 5000);
    dispatch(1);
    leader(2, 0);
    Proposal waiting = propose("waiting");
    clients.close("member 1 was stopped");
    assertThat(toApplier).hasSize(3);
    toApplier.forEach(piece -> piece.drop("stopped"));
    Requests.assertUnknown(sent);
    Requests.assertNotDone(asked, Reason.STOPPED);
    Requests.assertNotDone(waiting, Reason.STOPPED);
  }
}
