package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.RequestException;
import dev.balsa.simulator.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients and state machines. */
class ClientStoriesTest {
  /** Answers to heartbeats waited for a busy state machine. */
  @Test
  void b50SlowStateMachinesCauseNoElection() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          long term = s.term(leader);
          s.others().forEach(member -> s.pauseApplier(member, 60));
          s.propose(leader, "x", 50);
          s.run(50);
          assertThat(s.leader()).isEqualTo(leader);
          assertThat(s.term(leader)).isEqualTo(term);
          s.run(15);
          s.settle(s.others());
          assertThat(s.read(leader, "x")).isEqualTo("50");
        });
  }

  /** Clients that waited when their leader lost its office were never answered. */
  @Test
  void b54EveryRequestOfALostLeaderEnds() {
    Scenario.play(
        3,
        s -> {
          long old = s.leader();
          s.isolate(old);
          List<CompletableFuture<String>> writes = new ArrayList<>();
          List<CompletableFuture<String>> reads = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            writes.add(s.put(old, "x", "" + i));
            reads.add(s.get(old, "x"));
          }
          s.await("another leader", () -> s.leader() != old);
          s.write(s.leader(), "x", "last");
          s.join();
          for (CompletableFuture<String> write : writes) {
            assertThat(s.failure(write)).isNotNull();
          }
          for (CompletableFuture<String> read : reads) {
            s.ends(read);
            assertThat(read.isCompletedExceptionally() || read.join().equals("last")).isTrue();
          }
          assertThat(s.read(old, "x")).isEqualTo("last");
        });
  }

  /** The first of several writes that was applied answered them all. */
  @Test
  void b54AWriteIsAnsweredOnceItIsApplied() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          s.write(leader, "x", "first");
          long before = s.appliedIndex(leader);
          List<CompletableFuture<String>> writes = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            writes.add(s.put(leader, "x", "v".repeat(1500)));
          }
          while (!writes.getLast().isDone()) {
            s.run(0.0002);
            long answered = writes.stream().filter(CompletableFuture::isDone).count();
            assertThat(answered).isLessThanOrEqualTo(s.appliedIndex(leader) - before);
          }
        });
  }

  /** What is told to be lost never happens; what may have happened is told to be unknown. */
  @Test
  void b54WhatALostLeaderSaysIsTrue() {
    Scenario.play(
        5,
        s -> {
          long old = s.leader();
          long companion = s.others(old).getFirst();
          s.others(old, companion).forEach(far -> s.cut(old, far));
          CompletableFuture<String> write = s.put(old, "maybe", "1");
          s.run(0.3);
          s.kill(old);
          s.join();
          String seen = s.read(s.leader(), "maybe");
          s.start(old);
          s.settle(s.others());
          assertThat(s.read(old, "maybe")).isEqualTo(seen);
          assertThat(write).as("nobody is told by a process that was killed").isNotDone();
        });
  }

  /** A node that is stopped leaves nobody waiting. */
  @Test
  void b54AStoppedNodeAnswersEveryone() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          s.isolate(leader);
          List<CompletableFuture<String>> asked = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            asked.add(s.put(leader, "x", "" + i));
            asked.add(s.get(leader, "x"));
          }
          s.run(0.1);
          s.stop(leader);
          assertThat(asked).allMatch(CompletableFuture::isDone);
          RequestException why = s.failure(asked.getFirst());
          assertThat(why).isNotNull();
          s.join();
          s.start(leader);
        });
  }
}
