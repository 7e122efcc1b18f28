package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in handing leadership over, and in reads that rest on who leads and for how long. */
final class MutantsOfLeadership {
  private static final String CORE = "core/src/main/java/dev/balsa/core/";
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfLeadership() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "M44a",
              "lease kept while and after leadership is handed over",
              CORE + "Lease.java",
              """
              !givenUp
                      && !state.transfer().isUnderWay()
                      && !state.log()\
              """,
              "!state.log()"),
          usual(
              "M44b",
              "lease counted from the arrival of the echo",
              CORE + "Lease.java",
              "follower.promised(beginsNanos[(int) (answer.round() % ROUNDS)] + trustedNanos);",
              "follower.promised(state.nowNanos() + trustedNanos);"),
          usual(
              "L1",
              "lease trusted as if all clocks ran alike",
              CORE + "Lease.java",
              "answer.promiseMillis() * NANOS_PER_MILLI / (1000 + drift) * (1000 - drift);",
              "answer.promiseMillis() * NANOS_PER_MILLI + 0 * drift;"),
          usual(
              "L2",
              "lease trusted as if only the leader's clock were off",
              CORE + "Lease.java",
              "answer.promiseMillis() * NANOS_PER_MILLI / (1000 + drift) * (1000 - drift);",
              "answer.promiseMillis() * NANOS_PER_MILLI / 1000 * (1000 - drift);"),
          usual(
              "L3",
              "lease held without the promises of a majority",
              CORE + "Lease.java",
              "!mayHold() || followers.quorumPromisedNanos() <= 0",
              "!mayHold()"),
          usual(
              "L4",
              "freshness counted from the answer",
              NODE + "Applier.java",
              "freshness.confirmed(query.askedNanos());",
              "freshness.confirmed(clock.nanos());"),
          usual(
              "L5",
              "promise to a leader forgotten at a restart",
              CORE + "Promise.java",
              "this.untilNanos = state.nowNanos() + state.timeouts().electionNanos();",
              "this.untilNanos = state.nowNanos();"),
          usual(
              "T1",
              "every election said to be wanted by the leader",
              CORE + "Candidate.java",
              "return preVote ? elect(state, false) :",
              "return preVote ? elect(state, true) :"),
          usual(
              "T2",
              "proposals taken in while leadership is handed over",
              CORE + "Transfer.java",
              """
              state.refuse(proposal, Refusal.HANDING_OVER);
                  }
                  return isUnderWay();\
              """,
              """
              }
                  return false;\
              """),
          usual(
              "T3",
              "a transfer that fails never ends",
              CORE + "Transfer.java",
              "state.nowNanos() - deadlineNanos >= 0",
              "state.term() < 0"));
}
