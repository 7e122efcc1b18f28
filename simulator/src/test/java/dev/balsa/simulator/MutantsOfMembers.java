package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.hard;
import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in changes of the members. */
final class MutantsOfMembers {
  private static final String CORE = "core/src/main/java/dev/balsa/core/";
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfMembers() {}

  static final List<Mutant> ALL =
      List.of(
          hard(
              "M30a",
              "snapshot names the members that the cluster began with",
              NODE + "Applier.java",
              "configuration = entry.configuration();",
              "entry.configuration();"),
          hard(
              "M30b",
              "members that a snapshot names not taken over",
              CORE + "Configurations.java",
              """
              known.clear();
                  known.add(new ConfigurationAt(index, configuration));\
              """,
              """
              ConfigurationAt before = last();
                  known.clear();
                  known.add(new ConfigurationAt(index, before.configuration()));\
              """),
          hard(
              "M34",
              "configuration in force when it is committed",
              CORE + "State.java",
              "return log.configurations().latest();",
              "return log.configurations().asOf(commitIndex).configuration();"),
          hard(
                  "M35",
                  "configuration that is cut off stays in force",
                  CORE + "RaftLog.java",
                  "configurations.truncate(fromIndex);\n",
                  "")
              .and(
                  "configurations.append(entry.index(), entry.configuration());",
                  """
                  configurations.truncate(entry.index());
                        configurations.append(entry.index(), entry.configuration());\
                  """),
          usual(
              "M36",
              "second change while one is going on",
              CORE + "MembershipChange.java",
              "if (!isCommitted() || now.isJoint()) {",
              "if (state.term() == 0) {"),
          hard(
                  "M37",
                  "change before an entry of the own term is committed",
                  CORE + "MembershipChange.java",
                  "if (!leader.hasCommittedInTerm()) {",
                  "if (state.term() == 0) {")
              .and(
                  "|| !leader.hasCommittedInTerm() || leader.writeHangs()",
                  "|| leader.writeHangs()"),
          usual(
              "M38a",
              "majority of old and new voters together elects",
              CORE + "Configuration.java",
              "return isMajority(voters, agrees) && (outgoing.isEmpty() || isMajority(outgoing, agrees));",
              "return isMajority(electorate(), agrees);"),
          usual(
              "M38b",
              "majority of old and new voters together commits",
              CORE + "Followers.java",
              """
              voters = half(configuration.voters());
                  outgoing = half(configuration.outgoing());\
              """,
              "voters = half(configuration.electorate());"),
          usual(
              "M39",
              "leader without a vote counts itself",
              CORE + "Followers.java",
              "return values[half.length - Configuration.majorityOf(half.length)];",
              """
              if (!java.util.Arrays.asList(half).contains(null)) {
                    values[0] = Math.max(values[0], own);
                    java.util.Arrays.sort(values, 0, half.length);
                  }
                  return values[half.length - Configuration.majorityOf(half.length)];\
              """),
          usual(
              "M40",
              "learner counted",
              CORE + "Followers.java",
              "voters = half(configuration.voters());",
              "voters = half(configuration.members());"),
          usual(
              "C1",
              "learner campaigns",
              CORE + "Membership.java",
              "return !isRemoved() && configurations.votesFrom(commitIndex, id);",
              "return !isRemoved() && configurations.latest().isMember(id);"),
          usual(
                  "C2",
                  "new leader does not go on with a change it finds",
                  CORE + "MembershipChange.java",
                  "if (now.isStable()) {",
                  "if (now.isStable() || !isMine) {")
              .and(
                  "private boolean waitNoted;",
                  "private boolean waitNoted;\n  private boolean isMine;")
              .and(
                  "long index = leader.append(first);",
                  "isMine = true;\n    long index = leader.append(first);"),
          usual(
              "C3",
              "leader without a vote leads on",
              CORE + "MembershipChange.java",
              "return now.isStable() && !now.votes(state.id()) && isCommitted();",
              "return now.isNone();"),
          usual(
              "C4",
              "removed member not told that it is",
              CORE + "Membership.java",
              "return absent ? committed.index() : 0;",
              "return 0;"),
          usual(
              "C5",
              "who waits to be added is told that it was removed",
              CORE + "Membership.java",
              """
              && !committed.configuration().isMember(id)
                        && configurations.knewBefore(committed.index(), id)) {\
              """,
              "&& !committed.configuration().isMember(id)) {"),
          usual(
              "C6",
              "newcomers vote before they have caught up",
              CORE + "MembershipChange.java",
              "!now.isStaging() || haveCaughtUp(now);",
              "!now.isStaging() || haveCaughtUp(now) || true;"),
          usual(
              "C7",
              "only the new half of a joint configuration decides",
              CORE + "Followers.java",
              "outgoing = half(configuration.outgoing());",
              ""));
}
