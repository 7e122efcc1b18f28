package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes of groups that sleep while nothing happens. */
final class MutantsOfSleep {
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfSleep() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "Q1",
              "sleeping follower does not wake when its leader's process is gone",
              NODE + "ConsensusLoop.java",
              """
              divergence.disconnected(connection.member());
                      if (quiescence != null) {\
              """,
              """
              divergence.disconnected(connection.member());
                      if (quiescence != null && connection.member() < 0) {\
              """),
          usual(
              "Q2",
              "message does not wake who sleeps",
              NODE + "Quiescence.java",
              "if (events.isEmpty() && nowNanos < wakeNanos) {",
              "if (nowNanos < wakeNanos) {"));
}
