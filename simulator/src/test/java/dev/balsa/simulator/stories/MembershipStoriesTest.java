package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.node.RequestException;
import dev.balsa.simulator.Moving;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Changes of the members. */
class MembershipStoriesTest {
  /**
   * One leader had appended a change, the next one another, and each found a majority of its own
   * (Ongaro, 2015).
   */
  @Test
  void b30TwoLeadersWithAChangeEachNeverDecideApart() {
    Moving.play(
        4,
        5,
        s -> {
          long first = Moving.leader(s);
          s.write(first, "x", "before");
          List<Long> rest = s.others(first, 5L);
          rest.forEach(member -> s.cut(first, member));
          CompletableFuture<String> added = Moving.change(s, first, now -> now.withVoter(5, ""));
          s.await("another leader", () -> s.leader() != first);
          long second = s.leader();
          long third = s.others(first, second, 5L).getFirst();
          long fourth = s.others(first, second, third, 5L).getFirst();
          Moving.changed(s, now -> now.without(first));
          s.write(s.leader(), "x", "after");
          // Those that know nothing of that have a majority of the first members with the newcomer.
          s.cut(second, third);
          s.cut(second, fourth);
          s.cut(fourth, third);
          s.run(10);
          assertThat(s.failure(added)).isInstanceOf(RequestException.class);
          assertThat(s.leads(first)).isFalse();
          s.join();
          assertThat(s.read(s.leader(), "x")).isEqualTo("after");
          assertThat(Moving.members(s, s.leader()))
              .isEqualTo(new Configuration(s.others(first, 5L)));
        });
  }

  /** A server that was away when it was removed came back and had others elect again and again. */
  @Test
  void b07ARemovedMemberThatComesBackDisturbsNobodyAndStops() {
    Moving.play(
        3,
        4,
        s -> {
          long leader = Moving.leader(s);
          long away = s.others(leader, 4L).getFirst();
          s.kill(away);
          Moving.changed(s, now -> now.replacing(away, 4, ""));
          long term = s.term(s.leader());
          s.run(3);
          s.start(away);
          s.await("it is told", () -> Moving.hasLeft(s, away));
          s.run(10);
          assertThat(s.leader()).isEqualTo(leader);
          assertThat(s.term(leader)).isEqualTo(term);
        });
  }

  /** A learner voted, or was counted, and so did whoever waits to become a member. */
  @Test
  void b07LearnersAndWaitingMachinesDecideNothing() {
    Moving.play(
        3,
        5,
        s -> {
          Moving.changed(s, now -> now.withLearner(4, ""));
          long leader = Moving.leader(s);
          s.others(leader, 4L, 5L).forEach(s::kill);
          CompletableFuture<String> write = s.put(leader, "x", "1");
          s.run(10);
          assertThat(write).isNotDone();
          assertThat(s.others().stream().filter(s::isUp)).noneMatch(s::leads);
          s.others(leader, 4L, 5L).forEach(s::start);
        });
  }

  /** A newcomer that never catches up held the members fast. */
  @Test
  void aNewcomerThatNeverCatchesUpBlocksNothing() {
    Moving.play(
        3,
        5,
        s -> {
          long leader = Moving.leader(s);
          s.kill(4);
          CompletableFuture<String> waits = Moving.change(s, leader, now -> now.withVoter(4, ""));
          s.run(5);
          assertThat(waits).isNotDone();
          assertThat(Moving.members(s, leader).isStaging()).isTrue();
          s.write(leader, "x", "as ever");
          Moving.changed(s, now -> now.without(4).withVoter(5, ""));
          assertThat(s.failure(waits)).isInstanceOf(RequestException.NotDone.class);
          assertThat(Moving.members(s, leader))
              .isEqualTo(new Configuration(List.of(1L, 2L, 3L, 5L)));
        });
  }

  /** A leader that was removed under load took the others down with it. */
  @Test
  void b35ALeaderThatIsRemovedUnderLoadLeavesTheOthersInOrder() {
    Moving.play(
        4,
        4,
        s -> {
          long leader = Moving.leader(s);
          s.propose(leader, "x", 40);
          CompletableFuture<String> removed = Moving.change(s, leader, now -> now.without(leader));
          s.propose(leader, "y", 40);
          s.await("it has left", () -> Moving.hasLeft(s, leader));
          assertThat(removed).isCompleted();
          s.write(s.leader(), "z", "1");
          s.settle(s.others(leader));
        });
  }

  /** Progress was lost by a promotion, or a learner came back as a voter after a restart. */
  @Test
  void b33ARestartForgetsNeitherPromotionNorDemotion() {
    Moving.playWithSnapshots(
        3,
        4,
        s -> {
          s.propose(s.leader(), "x", 40);
          Moving.changed(s, now -> now.withLearner(4, ""));
          Moving.changed(s, now -> now.withVoter(4, ""));
          long demoted = Moving.leader(s);
          Moving.changed(s, now -> now.withLearner(demoted, ""));
          s.await("another leader", () -> s.leader() != demoted);
          s.propose(s.leader(), "y", 40);
          s.settle(s.others());
          s.cutPowerOfAll();
          Configuration members = Moving.members(s, s.leader());
          assertThat(members.voters()).isEqualTo(s.others(demoted));
          assertThat(members.learners()).containsExactly(demoted);
          s.settle(s.others());
          assertThat(Moving.members(s, 4)).isEqualTo(members);
        });
  }

  /** A server that was added twice took an old snapshot for its removal, and stopped. */
  @Test
  void b32ASnapshotFromBeforeItWasAddedRemovesNobody() {
    Moving.playWithSnapshots(
        3,
        4,
        s -> {
          long first = Moving.leader(s);
          s.others(first, 4L).forEach(member -> s.cut(first, member));
          var _ = Moving.change(s, first, now -> now.withLearner(4, ""));
          s.await("it has heard", () -> !Moving.members(s, 4).isNone());
          s.cut(first, 4);
          s.await("another leader", () -> s.leader() != first);
          for (int i = 0; i < 60; i++) {
            s.write(s.leader(), "x" + i, "y".repeat(200));
          }
          Moving.changed(s, now -> now.withLearner(4, ""));
          s.settle(s.others(first));
          s.join();
          s.settle(s.others());
        });
  }

  /** One half of a joint configuration had one member, which took itself for a cluster of one. */
  @Test
  void b21TheOnlyMemberOfOneHalfDecidesNothingAlone() {
    Moving.play(
        3,
        3,
        s -> {
          long leader = Moving.leader(s);
          s.isolate(leader);
          var _ =
              Moving.change(s, leader, now -> new Change(List.of(leader), List.of(), List.of()));
          CompletableFuture<String> write = s.put(leader, "x", "alone");
          s.await("it has begun", () -> Moving.members(s, leader).isJoint());
          assertThat(s.failure(write)).isInstanceOf(RequestException.class);
          s.kill(leader);
          s.start(leader);
          s.run(5);
          assertThat(s.leads(leader)).isFalse();
          s.write(s.leader(), "x", "together");
          s.join();
          s.settle(s.others());
          assertThat(Moving.members(s, leader)).isEqualTo(new Configuration(s.others()));
        });
  }

  /** Learners were counted among those that confirm a read. */
  @Test
  void b22LearnersConfirmNoRead() {
    Moving.play(
        3,
        5,
        s -> {
          Moving.changed(s, now -> now.withLearner(4, "").withLearner(5, ""));
          long leader = Moving.leader(s);
          s.write(leader, "x", "old");
          s.others(leader, 4L, 5L).forEach(voter -> s.cut(leader, voter));
          CompletableFuture<String> read = s.get(leader, "x");
          s.await("another leader", () -> s.leader() != leader);
          s.write(s.leader(), "x", "new");
          assertThat(s.failure(read)).isInstanceOf(RequestException.class);
        });
  }

  /** A leader that had been replaced was asked to change the members, and then others died. */
  @Test
  void b31AChangeAtAReplacedLeaderSplitsNothing() {
    Moving.play(
        5,
        5,
        s -> {
          long old = Moving.leader(s);
          long friend = s.others(old).getFirst();
          List<Long> both = List.of(Math.min(old, friend), Math.max(old, friend));
          for (long other : s.others(old, friend)) {
            s.cut(old, other);
            s.cut(friend, other);
          }
          CompletableFuture<String> small =
              Moving.change(s, old, now -> new Change(both, List.of(), List.of()));
          s.await("another leader", () -> s.leader() != old);
          Moving.changed(s, now -> now.without(old));
          long second = s.leader();
          s.write(second, "x", "kept");
          assertThat(s.failure(small)).isInstanceOf(RequestException.class);
          s.kill(second);
          s.kill(old);
          s.start(old);
          s.run(5);
          assertThat(both).noneMatch(s::leads);
          s.start(second);
          s.join();
          s.await("it is told", () -> Moving.hasLeft(s, old));
          assertThat(s.read(s.leader(), "x")).isEqualTo("kept");
        });
  }

  /** A snapshot was taken while a change was under way, which then was rolled back. */
  @Test
  void b32ASnapshotDuringAChangeNamesTheMembersBeforeIt() {
    Moving.playWithSnapshots(
        3,
        4,
        s -> {
          Moving.changed(s, now -> now.withLearner(4, ""));
          long leader = Moving.leader(s);
          List<Long> rest = s.others(leader);
          s.pauseApplier(leader, 6);
          for (int i = 0; i < 20; i++) {
            var _ = s.put(leader, "x" + i, "y".repeat(200));
          }
          s.await(
              "it is committed",
              () ->
                  s.lastIndex(leader) > 20
                      && rest.stream().allMatch(m -> s.appliedIndex(m) == s.lastIndex(leader)));
          s.isolate(leader);
          var _ = Moving.change(s, leader, now -> now.without(4));
          s.await("it has begun", () -> !Moving.members(s, leader).isMember(4));
          s.run(8);
          s.kill(leader);
          s.start(leader);
          assertThat(Moving.members(s, leader).isMember(4)).isFalse();
          s.join();
          s.settle(s.others());
          assertThat(Moving.members(s, leader).learners()).containsExactly(4L);
        });
  }

  /** While a member was removed that campaigned, or led, the others elected again and again. */
  @Test
  void b34WhoeverIsRemovedInWhateverStateLeavesALeaderBehind() {
    Moving.play(
        5,
        5,
        s -> {
          long leader = Moving.leader(s);
          long away = s.others(leader).getFirst();
          s.isolate(away);
          s.run(3);
          Moving.changed(s, now -> now.without(away));
          long term = s.term(s.leader());
          s.join();
          s.await("the one that campaigned is told", () -> Moving.hasLeft(s, away));
          assertThat(s.term(s.leader())).isEqualTo(term);
          s.others(leader, away).forEach(member -> s.cutOneWay(member, leader));
          var _ = Moving.change(s, leader, now -> now.without(leader));
          s.await("another leader goes on with it", () -> s.leader() != leader);
          s.join();
          s.await("the one that led is told", () -> Moving.hasLeft(s, leader));
          s.write(s.leader(), "x", "1");
          s.settle(s.others(leader, away));
        });
  }

  /** An address made a voter of a learner, and who had been removed was back after a restart. */
  @Test
  void b36AnAddressPromotesNobodyAndWhoWasRemovedStaysAway() {
    Moving.playWithSnapshots(
        3,
        4,
        s -> {
          Moving.changed(s, now -> now.withLearner(4, "here:1"));
          Moving.changed(s, now -> now.at(4, "there:2"));
          long gone = s.others(s.leader(), 4L).getFirst();
          Moving.changed(s, now -> now.without(gone));
          s.await("it is told", () -> Moving.hasLeft(s, gone));
          s.propose(s.leader(), "x", 60);
          List<Long> rest = s.others(gone);
          s.settle(rest);
          rest.forEach(s::cutPower);
          rest.forEach(s::start);
          Configuration members = Moving.members(s, s.leader());
          assertThat(members.voters()).isEqualTo(s.others(gone, 4L));
          assertThat(members.learners()).containsExactly(4L);
          assertThat(members.address(4)).isEqualTo("there:2");
        });
  }
}
