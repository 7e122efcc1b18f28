package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in what makes a command be applied once. */
final class MutantsOfSessions {
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfSessions() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "X1",
              "command applied each time it comes",
              NODE + "Sessions.java",
              "    if (before != null) {",
              "    if (before != null && before.isEmpty()) {"),
          usual(
              "X2",
              "sessions left out of a snapshot",
              NODE + "Sessions.java",
              "      new SessionSnapshot(nowMillis, sessions).write(out, hash);\n",
              ""),
          usual(
              "X3",
              "sessions of a snapshot not looked at after a restart",
              NODE + "Sessions.java",
              "    table = restored;",
              "    table = new SessionTable(restored.nowMillis(), List.of());"),
          usual(
              "X4",
              "session expired by the clock of the member",
              NODE + "SessionTable.java",
              "deadlines.firstKey() <= nowMillis)",
              "deadlines.firstKey() <= nowMillis + System.nanoTime() / 1_000 % 1_000)"),
          usual(
              "X5",
              "answer of another number given",
              NODE + "Sessions.java",
              "    if (before != null) {",
              """
              if (before != null) {
                    before = session.results().get(session.results().lastKey());\
              """),
          usual(
              "X6",
              "command whose client has given it up is applied",
              NODE + "Sessions.java",
              "command.number() < session.answeredBelow()",
              "command.number() < 0"),
          usual(
              "X7",
              "command that may have been applied reported as not done",
              NODE + "SessionCall.java",
              "      ambiguous = true;\n    } else {",
              "      attempts++;\n    } else {"),
          usual(
              "X8",
              "command that is sent again gets a new number",
              NODE + "ClientSession.java",
              "    call.sent();\n",
              """
              call.sent();
                  if (call.attempts() > 1) {
                    numbered.remove(call.number);
                    lastNumber++;
                    call.number = lastNumber;
                    numbered.put(lastNumber, call);
                  }
              """));
}
