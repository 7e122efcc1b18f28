package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in reads that do not go through the log. */
final class MutantsOfReads {
  private static final String CORE = "core/src/main/java/dev/balsa/core/";

  private MutantsOfReads() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "M41",
              "read index before the first commit of the term",
              CORE + "Leader.java",
              "return state.commitIndex() >= firstOwnIndex;",
              "return true;"),
          usual(
              "M42",
              "read without a round",
              CORE + "Leader.java",
              "reads.confirmed(followers.quorumRound(round), state.outbox());",
              "reads.confirmed(round, state.outbox());"),
          usual(
              "M43",
              "old answers confirm a new read",
              CORE + "ReadQueue.java",
              "rounds.add(round);",
              "rounds.add(round - 1);"));
}
