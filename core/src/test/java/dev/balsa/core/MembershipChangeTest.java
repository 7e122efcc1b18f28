package dev.balsa.core;

import static dev.balsa.core.OneServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Configuration.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a leader does with a change of the members, and what it refuses. */
class MembershipChangeTest {
  private static final List<Long> NONE = List.of();
  private static final List<Long> THREE = List.of(1L, 2L, 3L);
  private static final List<Long> FOUR = List.of(1L, 2L, 3L, 4L);

  @Test
  void onlyALeaderTakesChangesIn() {
    assertThat(OneServer.of(3).change(1, FOUR, NONE))
        .containsExactly("refused #1 not-leader leader=none");
    OneServer candidate = OneServer.of(3).candidate();
    assertThat(candidate.change(1, FOUR, NONE)).contains("refused #1 not-leader leader=none");
  }

  @Test
  void notBeforeAnEntryOfTheOwnTermIsCommitted() {
    OneServer server = OneServer.of(3, 1).leader();
    assertThat(server.change(1, FOUR, NONE)).contains("refused #1 not-ready leader=1");
  }

  @Test
  void oneAtATime() {
    OneServer server = OneServer.of(3).settled();
    server.change(1, List.of(1L, 2L), NONE);
    assertThat(server.change(2, THREE, List.of(9L)))
        .contains("refused #2 change-in-progress leader=1");
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2));
    assertThat(server.raft().configuration().isStable()).isTrue();
    assertThat(server.change(3, THREE, NONE))
        .as("the last step is not committed")
        .contains("refused #3 change-in-progress leader=1");
  }

  @Test
  void aChangeWhoseVotersNeverCatchUpMayBeReplacedOrCancelled() {
    OneServer server = OneServer.of(3).settled();
    server.change(1, FOUR, NONE);
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2));
    assertThat(server.change(2, List.of(1L, 2L, 3L, 5L), NONE))
        .contains(
            "noted change replaced while its voters caught up",
            "configuration at=3 voters=[1, 2, 3] next=[1, 2, 3, 5]");
    server.persisted();
    server.receive(ok(2, 1, 1, 2, 3));
    assertThat(server.change(3, THREE, NONE)).contains("configuration at=4 voters=[1, 2, 3]");
  }

  @Test
  void whatIsSoAlreadyIsNoChange() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.change(1, THREE, NONE)).contains("refused #1 no-change leader=1");
  }

  /** Its entry is bound like those of commands: no log takes a larger one. */
  @Test
  void membersThatFitIntoNoEntryAreRefused() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.on(new Event.ChangeMembership(1, addressed(300))))
        .contains("proposed #1 at=2/1");
    OneServer other = OneServer.of(3).settled();
    assertThat(other.on(new Event.ChangeMembership(2, addressed(301))))
        .contains("refused #2 too-large leader=1");
  }

  /** Members whose configuration takes so many bytes beyond 700. */
  private static Change addressed(int bytes) {
    Address first = new Address(1, "a".repeat(300));
    Address second = new Address(2, "b".repeat(300));
    Address fourth = new Address(4, "d".repeat(50));
    int used =
        ConfigurationCodec.encode(
                new Configuration(THREE, NONE, NONE, FOUR, List.of(first, second, fourth)))
            .length();
    Address third = new Address(3, "c".repeat(700 + bytes - used - 10));
    return new Change(FOUR, NONE, List.of(first, second, third, fourth));
  }

  @Test
  void whatCouldDecideNothingIsRefused() {
    OneServer server = OneServer.of(3).settled();
    for (int i = 2; i < 8; i++) {
      server.elapse(20);
      server.receive(ok(2, 1, i, 1, 1));
    }
    assertThat(server.change(1, List.of(1L, 3L), NONE))
        .as("3 is silent")
        .contains("refused #1 would-lose-quorum leader=1");
    assertThat(server.change(2, List.of(1L, 2L, 4L), NONE))
        .as("4 is new, and takes the place of 3")
        .contains("proposed #2 at=2/1");
  }

  @Test
  void aChangeWaitsWhenItsVotersHaveFallenSilentMeanwhile() {
    OneServer server = OneServer.of(3).settled();
    server.change(1, List.of(3L, 4L), NONE);
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2));
    for (int i = 0; i < 6; i++) {
      server.elapse(20);
      server.receive(ok(2, 1, 1, 2, 2));
    }
    server.receive(ok(4, 1, 1, 1, 2));
    assertThat(server.receive(ok(4, 1, 1, 2, 2)))
        .contains("noted change waits, too few of its voters answer");
    assertThat(server.raft().configuration().isStaging()).isTrue();
    server.receive(ok(3, 1, 1, 1, 2));
    assertThat(server.raft().configuration().isJoint()).isTrue();
  }

  @Test
  void learnersNeedOneEntryAndHaveNoVote() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.change(1, THREE, List.of(4L)))
        .contains("configuration at=2 voters=[1, 2, 3] learners=[4]");
    server.persisted();
    server.receive(ok(4, 1, 1, 1, 2));
    assertThat(server.raft().commitIndex()).isEqualTo(1);
    server.receive(ok(3, 1, 1, 1, 2));
    assertThat(server.raft().commitIndex()).isEqualTo(2);
  }

  @Test
  void aLearnerThatIsPromotedKeepsWhatIsKnownOfIt() {
    OneServer server = OneServer.of(3).settled();
    server.change(1, THREE, List.of(4L));
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2), ok(4, 1, 1, 1, 2));
    assertThat(server.change(2, FOUR, NONE))
        .contains("configuration at=3 voters=[1, 2, 3] next=[1, 2, 3, 4]")
        .anyMatch(line -> line.startsWith("send AppendEntries 1->4 term=1 prev=2/1 [3/1"));
  }

  @Test
  void anAddressIsOneEntryAndStaysUntilItsMemberGoes() {
    OneServer server = OneServer.of(3).settled();
    Change moved = Change.from(server.raft().configuration()).at(3, "c:7000");
    assertThat(server.on(new Event.ChangeMembership(1, moved)))
        .contains("configuration at=2 voters=[1, 2, 3] addresses=[3@c:7000]");
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2), ok(3, 1, 1, 1, 2));
    server.change(2, List.of(1L, 2L), NONE);
    assertThat(server.raft().configuration().address(3)).isEqualTo("c:7000");
    server.persisted();
    server.receive(ok(2, 1, 1, 2, 3));
    assertThat(server.raft().configuration()).isEqualTo(new Configuration(List.of(1L, 2L)));
  }

  @Test
  void aRemovedMemberGetsTheCommitOfItsRemoval() {
    OneServer server = OneServer.of(3).settled();
    server.change(1, List.of(1L, 2L), NONE);
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2), ok(3, 1, 1, 1, 2));
    server.persisted();
    assertThat(server.receive(ok(2, 1, 1, 2, 3), ok(3, 1, 1, 2, 3)))
        .contains("send AppendEntries 1->3 term=1 prev=3/1 commit=3 round=1");
    assertThat(server.elapse(20)).anyMatch(line -> line.startsWith("send AppendEntries 1->3"));
    assertThat(server.receive(ok(3, 1, 2, 3, 3)))
        .contains("noted removed member holds the commit of its removal");
    assertThat(server.elapse(20)).noneMatch(line -> line.startsWith("send AppendEntries 1->3"));
  }

  @Test
  void aRemovedMemberThatIsSilentIsLetGo() {
    OneServer server = OneServer.of(3).settled();
    server.change(1, List.of(1L, 2L), NONE);
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2));
    server.persisted();
    server.receive(ok(2, 1, 1, 2, 3));
    for (int i = 0; i < 5; i++) {
      server.elapse(19);
      server.receive(ok(2, 1, 1, 3, 3));
    }
    assertThat(server.elapse(20)).contains("noted removed member did not answer in time");
  }

  /** Whose disk hangs gives way to others, and so must not come by some just then. */
  @Test
  void aLoneVoterWhoseDiskHangsMakesNoStep() {
    OneServer server = OneServer.of(1).leader();
    server.persisted();
    server.change(1, List.of(1L, 2L), NONE);
    server.persisted();
    server.propose(2, "x");
    for (int i = 0; i < 12; i++) {
      server.elapse(20);
    }
    server.receive(ok(2, 1, 1, 2, 3));
    server.receive(ok(2, 1, 1, 3, 3));
    assertThat(server.raft().configuration().isStaging()).isTrue();
    server.persisted();
    assertThat(server.raft().configuration().isJoint()).isTrue();
  }

  @Test
  void changesAreMadeFromWhatIs() {
    Configuration now =
        new Configuration(THREE, NONE, List.of(4L), NONE, List.of(new Address(3, "c:1")));
    Change change = Change.from(now);
    assertThat(change.withVoter(4, "").voters()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(change.withVoter(4, "").learners()).isEmpty();
    assertThat(change.withLearner(3, "").firstStep(now).toString())
        .isEqualTo(
            new Configuration(
                    List.of(1L, 2L), THREE, List.of(3L, 4L), NONE, List.of(new Address(3, "c:1")))
                .toString());
    assertThat(change.replacing(3, 5, "e:1").firstStep(now).next()).containsExactly(1L, 2L, 5L);
    assertThat(change.without(4).firstStep(now).isStable()).isTrue();
    assertThatThrownBy(() -> change.withVoter(3, "")).hasMessage("member 3 is a voter already");
    assertThatThrownBy(() -> change.without(9)).hasMessage("member 9 has no place in the cluster");
    assertThatThrownBy(() -> change.replacing(4, 5, "")).hasMessage("member 4 is no voter");
    assertThatThrownBy(() -> new Change(NONE, NONE, List.of()))
        .hasMessage("a cluster has 1 to 9 voters, not 0");
  }
}
