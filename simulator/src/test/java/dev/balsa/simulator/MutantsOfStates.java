package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in comparing what state machines did. */
final class MutantsOfStates {
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfStates() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "H1",
              "answers of the state machine not in the hash of its state",
              NODE + "HashedMachine.java",
              "hash = mixed(mixed(mixed(hash, entry.index()), entry.payload()), result);",
              "hash = mixed(mixed(hash, entry.index()), entry.payload());"),
          usual(
              "H2",
              "hash begins anew with a snapshot",
              NODE + "HashedMachine.java",
              "    hash = restoredHash;",
              "    hash = 0;"),
          usual(
              "H3",
              "states compared as of different entries",
              NODE + "DivergenceWatch.java",
              "byIndex.computeIfAbsent(each.index(),",
              "byIndex.computeIfAbsent(each.index() / 100,"),
          usual(
              "H4",
              "those that agree stop, and not the odd one",
              NODE + "Divergence.java",
              "if (!hash.equals(agreed)) {",
              "if (hash.equals(agreed)) {"),
          usual(
              "H5",
              "what one voter has taken for what a majority has",
              NODE + "DivergenceWatch.java",
              "if (configuration.isQuorum(voter -> hash.equals(hashes.get(voter)))) {",
              "if (configuration.isQuorum(voter -> hashes.containsKey(voter))) {"),
          usual(
              "H6",
              "odd one is named and goes on",
              NODE + "DivergenceWatch.java",
              "if (divergence.oddOnes().contains(self)) {",
              "if (divergence.oddOnes().size() > divergence.hashes().size()) {"));
}
