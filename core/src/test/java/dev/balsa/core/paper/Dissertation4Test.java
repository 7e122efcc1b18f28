package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.configuration;
import static dev.balsa.core.OneServer.entry;
import static dev.balsa.core.OneServer.granted;
import static dev.balsa.core.OneServer.ok;
import static dev.balsa.core.OneServer.preVote;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.OneServer;
import dev.balsa.core.RoleName;
import dev.balsa.core.SnapshotMeta;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dissertation chapter 4 and §6 of the paper: changes of the members. */
class Dissertation4Test {
  private static final List<Long> NONE = List.of();
  private static final List<Long> THREE = List.of(1L, 2L, 3L);
  private static final List<Long> FOUR = List.of(1L, 2L, 3L, 4L);

  @Test
  void dissertation41_aConfigurationIsInForceAsSoonAsItIsAppended() {
    OneServer server = OneServer.of(3, 1);
    server.receive(append(2, 1, 1, 1, 0, 1, configuration(2, 1, List.of(1L), THREE, NONE, NONE)));
    assertThat(server.raft().configuration().isJoint()).isTrue();
    assertThat(server.raft().commitIndex()).isZero();
  }

  @Test
  void dissertation41_aServerFallsBackWhenTheEntryIsCutOff() {
    OneServer server = OneServer.of(3, 1);
    server.receive(append(2, 1, 1, 1, 0, 1, configuration(2, 1, List.of(1L), THREE, NONE, NONE)));
    assertThat(server.receive(append(3, 2, 1, 1, 0, 1, entry(2, 2))))
        .contains(
            "noted configuration cut off, the one before is in force again",
            "configuration at=0 committed voters=[1, 2, 3]");
    assertThat(server.raft().configuration()).isEqualTo(new Configuration(THREE));
  }

  @Test
  void dissertation41_entriesOfALeaderOutsideTheConfigurationAreTakenIn() {
    OneServer server = OneServer.of(3);
    server.receive(append(9, 1, 0, 0, 1, 1, entry(1, 1)));
    server.persisted();
    assertThat(server.raft().leader()).isEqualTo(9);
    assertThat(server.raft().commitIndex()).isEqualTo(1);
  }

  @Test
  void dissertation41_aVoteIsGivenToACandidateOutsideTheConfiguration() {
    OneServer server = OneServer.of(3);
    server.receive(vote(9, 1, 0, 0));
    assertThat(server.raft().votedFor()).isEqualTo(9);
  }

  @Test
  void dissertation41_anAnswerFromOutsideTheConfigurationCountsForNothing() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.receive(ok(9, 1, 1, 0, 1))).contains("noted message from a stranger ignored");
    OneServer candidate = OneServer.of(3).candidate();
    candidate.persisted();
    candidate.receive(granted(9, 1));
    assertThat(candidate.raft().role()).isEqualTo(RoleName.CANDIDATE);
  }

  @Test
  void dissertation41_aServerWithoutConfigurationIsPassiveUntilALogTells() {
    OneServer server = OneServer.of(Configuration.NONE);
    assertThat(server.elapse(1000)).isEmpty();
    assertThat(server.elapse(1000)).isEmpty();
    server.receive(
        append(2, 1, 0, 0, 0, 1, configuration(1, 1, List.of(1L, 2L), NONE, NONE, NONE)));
    server.persisted();
    server.elapse(1000);
    assertThat(server.raft().role()).isEqualTo(RoleName.PRE_CANDIDATE);
  }

  @Test
  void dissertation421_aNewServerGetsTheLogAndHasNoVoteUntilItHasCaughtUp() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.change(7, FOUR, NONE))
        .contains("proposed #7 at=2/1", "configuration at=2 voters=[1, 2, 3] next=[1, 2, 3, 4]")
        .anyMatch(line -> line.startsWith("send AppendEntries 1->4"));
    server.persisted();
    assertThat(server.receive(ok(4, 1, 1, 1, 2))).noneMatch(line -> line.startsWith("commit"));
    assertThat(server.receive(ok(2, 1, 1, 1, 2)))
        .contains(
            "commit 2",
            "configuration at=3 voters=[1, 2, 3, 4] outgoing=[1, 2, 3]",
            "noted future voters have caught up, joint configuration begins");
  }

  @Test
  void dissertation421_aNewServerThatIsTooSlowHasNotCaughtUp() {
    OneServer server = OneServer.of(3).settled();
    server.change(7, FOUR, NONE);
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2));
    for (int i = 0; i < 7; i++) {
      server.elapse(20);
      server.receive(ok(2, 1, i + 2, 2, 2), ok(3, 1, i + 2, 2, 2));
    }
    server.receive(ok(4, 1, 2, 1, 2));
    assertThat(server.raft().configuration().isStaging())
        .as("the round took more than an election timeout")
        .isTrue();
    server.receive(ok(4, 1, 3, 2, 2));
    assertThat(server.raft().configuration().isJoint()).as("the next one was short").isTrue();
  }

  @Test
  void dissertation422_aLeaderThatHasNoVoteDoesNotCountItself() {
    OneServer server = OneServer.of(3).settled();
    server.change(7, List.of(2L, 3L), NONE);
    server.persisted();
    // Joint: a majority of {1, 2, 3} and of {2, 3}.
    server.receive(ok(2, 1, 1, 1, 2));
    assertThat(server.raft().commitIndex()).isEqualTo(1);
    server.receive(ok(3, 1, 1, 1, 2));
    assertThat(server.raft().commitIndex()).isEqualTo(2);
    server.persisted();
    // Stable: both of {2, 3}, although the leader has it too.
    server.receive(ok(2, 1, 1, 2, 3));
    assertThat(server.raft().commitIndex()).isEqualTo(2);
    assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
  }

  @Test
  void dissertation422_itStepsDownWhenThatIsCommittedAndTellsTheOthers() {
    OneServer server = OneServer.of(3).settled();
    server.change(7, List.of(2L, 3L), NONE);
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2), ok(3, 1, 1, 1, 2));
    server.persisted();
    server.receive(ok(2, 1, 1, 2, 3));
    assertThat(server.receive(ok(3, 1, 1, 2, 3)))
        .containsSubsequence(
            "noted leader stepped down, it has no vote any more",
            "role follower term=1",
            "configuration at=3 committed voters=[2, 3]",
            "removed at=3",
            "send AppendEntries 1->2 term=1 prev=3/1 commit=3 round=1");
    assertThat(server.elapse(1000)).as("it never campaigns again").isEmpty();
    assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
  }

  @Test
  void dissertation422_aServerThatAloneHasTheNewConfigurationStillCampaigns() {
    OneServer server = OneServer.of(2, 1);
    List<Long> both = List.of(1L, 2L);
    server.receive(
        append(
            2,
            1,
            1,
            1,
            2,
            1,
            configuration(2, 1, List.of(2L), both, NONE, NONE),
            configuration(3, 1, List.of(2L), NONE, NONE, NONE)));
    server.persisted();
    assertThat(server.elapse(1000))
        .contains(
            "noted campaign of a server that has no vote itself",
            "send PreVote 1->2 term=1 last=3/1");
    server.receive(new Message.PreVoteResponse(2, 1, 1, 1, true));
    server.persisted();
    assertThat(server.raft().role())
        .as("its own vote does not count")
        .isEqualTo(RoleName.CANDIDATE);
    server.receive(granted(2, 2));
    assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
  }

  /**
   * What added it was never committed and is taken back by a leader that adds it once more, and
   * sends a snapshot from before that.
   */
  @Test
  void dissertation422_aSnapshotFromBeforeItWasAddedDoesNotRemoveAServer() {
    OneServer server = OneServer.of(Configuration.NONE);
    List<Long> others = List.of(2L, 3L, 4L);
    server.receive(append(2, 1, 0, 0, 0, 1, configuration(1, 1, others, NONE, List.of(1L), NONE)));
    server.persisted();
    assertThat(
            server.on(
                new Event.SnapshotReceived(new SnapshotMeta(5, 2, new Configuration(others)))))
        .contains("configuration at=5 committed voters=[2, 3, 4]")
        .noneMatch(line -> line.startsWith("removed"));
  }

  @Test
  void dissertation422_aSnapshotFromAfterItWasRemovedSaysSo() {
    OneServer server = OneServer.of(3, 1);
    assertThat(
            server.on(
                new Event.SnapshotReceived(
                    new SnapshotMeta(5, 2, new Configuration(List.of(2L, 3L))))))
        .contains("removed at=5");
  }

  /** Whoever waits for the end of a change would wait for ever; seed 7603417. */
  @Test
  void dissertation41_aSnapshotThatRepeatsAConfigurationSaysThatItIsCommitted() {
    OneServer server = OneServer.of(3, 1);
    Configuration two = new Configuration(List.of(1L, 2L));
    assertThat(server.receive(append(2, 1, 1, 1, 1, 1, Entry.of(2, 1, two))))
        .contains("configuration at=2 voters=[1, 2]");
    server.persisted();
    assertThat(server.on(new Event.SnapshotReceived(new SnapshotMeta(5, 2, two))))
        .contains("configuration at=5 committed voters=[1, 2]");
    server.persisted();
    assertThat(server.on(new Event.SnapshotReceived(new SnapshotMeta(9, 2, two))))
        .as("told once")
        .noneMatch(line -> line.startsWith("configuration"));
  }

  @Test
  void dissertation423_aRemovedServerThatAsksIsToldSoAlsoWhileALeaderIsAlive() {
    OneServer server = OneServer.of(3, 1);
    server.receive(
        append(2, 1, 1, 1, 2, 1, configuration(2, 1, List.of(1L, 2L), NONE, NONE, NONE)));
    server.persisted();
    assertThat(server.receive(preVote(3, 1, 1, 1)))
        .contains(
            "noted pre-vote of a removed member",
            "send PreVoteResponse 1->3 term=1 asked=1 refused absent=2");
  }

  @Test
  void dissertation423_whoIsToldStopsAskingUnlessItKnowsALaterConfiguration() {
    OneServer server = OneServer.of(3, 1);
    server.receive(append(2, 1, 1, 1, 1, 1, configuration(2, 1, THREE, NONE, List.of(4L), NONE)));
    server.persisted();
    server.elapse(1000);
    server.receive(new Message.PreVoteResponse(2, 1, 1, 1, false, 1));
    assertThat(server.raft().role()).isEqualTo(RoleName.PRE_CANDIDATE);
    assertThat(server.receive(new Message.PreVoteResponse(2, 1, 1, 1, false, 5)))
        .contains("removed at=5", "role follower term=1");
    assertThat(server.elapse(1000)).isEmpty();
    server.receive(append(2, 1, 2, 1, 2, 1, configuration(3, 1, List.of(2L), NONE, NONE, NONE)));
    server.receive(append(2, 1, 3, 1, 2, 1, entry(4, 1), entry(5, 1)));
    server.receive(append(2, 1, 5, 1, 2, 1, configuration(6, 1, THREE, NONE, NONE, NONE)));
    server.persisted();
    server.elapse(1000);
    assertThat(server.raft().role()).as("it was added again").isEqualTo(RoleName.PRE_CANDIDATE);
  }

  @Test
  void dissertation43_decisionsNeedMajoritiesOfTheOldAndTheNewServers() {
    OneServer server = OneServer.of(3).settled();
    server.change(7, List.of(1L), NONE);
    server.persisted();
    assertThat(server.raft().configuration().isJoint()).isTrue();
    assertThat(server.raft().commitIndex()).as("1 alone is the new majority").isEqualTo(1);
    server.receive(ok(2, 1, 1, 1, 2));
    assertThat(server.raft().commitIndex()).isEqualTo(2);
    assertThat(server.raft().configuration()).isEqualTo(new Configuration(List.of(1L)));
  }

  @Test
  void dissertation43_electionsNeedMajoritiesOfTheOldAndTheNewServers() {
    OneServer server = OneServer.of(3, 1);
    List<Long> others = List.of(1L, 4L, 5L);
    server.receive(append(2, 1, 1, 1, 0, 1, configuration(2, 1, others, THREE, NONE, NONE)));
    server.persisted();
    server.elapse(1000);
    server.receive(new Message.PreVoteResponse(2, 1, 1, 1, true));
    server.receive(new Message.PreVoteResponse(3, 1, 1, 1, true));
    assertThat(server.raft().role()).isEqualTo(RoleName.PRE_CANDIDATE);
    server.receive(new Message.PreVoteResponse(5, 1, 1, 1, true));
    assertThat(server.raft().role()).isEqualTo(RoleName.CANDIDATE);
  }

  @Test
  void dissertation43_readsNeedMajoritiesOfTheOldAndTheNewServers() {
    OneServer server = OneServer.of(3).settled();
    server.change(7, List.of(2L, 3L), NONE);
    server.persisted();
    server.on(new Event.Read(8));
    assertThat(server.receive(ok(2, 1, 2, 1, 2))).noneMatch(line -> line.startsWith("read-ready"));
    assertThat(server.receive(ok(3, 1, 2, 1, 2))).contains("read-ready #8 at=1");
  }

  @Test
  void paper6_aNewLeaderGoesOnWithAChangeItFinds() {
    OneServer server = OneServer.of(3, 1);
    server.receive(
        append(2, 1, 1, 1, 1, 1, configuration(2, 1, List.of(1L, 2L), THREE, NONE, NONE)));
    server.persisted();
    assertThat(server.leader().raft().role()).isEqualTo(RoleName.LEADER);
    server.persisted();
    assertThat(server.receive(ok(2, 2, 1, 2, 3)))
        .contains("configuration at=4 voters=[1, 2]", "commit 3");
  }
}
