package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in the way back of members that have lost their past. */
final class MutantsOfReturn {
  private static final String CORE = "core/src/main/java/dev/balsa/core/";
  private static final String LOG = "log/src/main/java/dev/balsa/log/";
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfReturn() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "W1",
              "member that has lost its past comes back under its old id, and votes",
              LOG + "MemberId.java",
              "return MARK | (random.getAsLong() & (MARK - 1) & ~NUMBER_MAX) | number;",
              "return number;"),
          usual(
              "W2",
              "all successors of a member have the same id",
              LOG + "MemberId.java",
              "return MARK | (random.getAsLong() & (MARK - 1) & ~NUMBER_MAX) | number;",
              "return MARK | number;"),
          usual(
              "W3",
              "former member votes on beside its successor",
              CORE + "Change.java",
              "return new Change(with(without(voters, member), by), without(learners, by), left);",
              "return new Change(with(voters, by), without(learners, by), left);"),
          usual(
              "W4",
              "member that is heard taken for gone",
              NODE + "StatusKeeper.java",
              "long heardMillis = nanos == NEVER ? -1 : Math.max(0, nowNanos - nanos) / 1_000_000;",
              "long heardMillis = nanos == NEVER ? -1 : nowNanos / 1_000_000;"),
          usual(
              "W5",
              "successor votes at once, before it has caught up",
              CORE + "Change.java",
              "return old.containsAll(voters)\n        ?",
              "return old.containsAll(voters) || old.size() == voters.size()\n        ?"),
          usual(
              "W6",
              "place given to the first who has the number, without waiting",
              NODE + "Readmission.java",
              ">= silentMillis;",
              ">= 0;"),
          usual(
              "W7",
              "those that come back wait for each other, also for one that is lost once more",
              NODE + "Readmission.java",
              "return !members.configuration().isJoint();",
              "return members.configuration().isStable();"));
}
