package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in the node around the core: applying, answering clients, giving back. */
final class MutantsOfNode {
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfNode() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "M26",
              "applies beyond the commit index",
              NODE + "Applier.java",
              "log.read(from, commitIndex, settings.limits().applyBytesMax());",
              "log.read(from, Long.MAX_VALUE, settings.limits().applyBytesMax());"),
          usual(
              "M27",
              "applies twice what a restart finds in the log",
              NODE + "Applier.java",
              "        result = stateMachine.apply(entry);",
              """
              if (entry.index() <= log.recovered().lastIndex()) {
                        stateMachine.apply(entry);
                      }
                      result = stateMachine.apply(entry);\
              """),
          usual(
              "M28",
              "index counts as applied before its data is",
              NODE + "Applier.java",
              "if (ready.readIndex() <= appliedIndex.get()) {",
              "if (ready.readIndex() <= commitIndex) {"),
          usual(
              "R12",
              "first of several writes that is applied answers them all",
              NODE + "PendingProposals.java",
              """
              int at = (int) (index & (ring.length() - 1));
                    proposal.filed(\
              """,
              """
              int at = (int) (first & (ring.length() - 1));
                    proposal.filed(\
              """),
          usual(
              "R13",
              "no answer to clients whose command is lost with its leader",
              NODE + "ClientRequests.java",
              """
              if (!requests.isEmpty()) {
                    toApplier\
              """,
              """
              if (!requests.isEmpty() && !(cause instanceof Unknown)) {
                    toApplier\
              """),
          usual(
              "R18",
              "what failed requests held is never given back",
              NODE + "Request.java",
              """
              release();
                  completeExceptionally(cause);\
              """,
              "    completeExceptionally(cause);"),
          usual(
              "R20",
              "reads answered from whatever was applied last",
              NODE + "Applier.java",
              "if (ready.readIndex() <= appliedIndex.get()) {",
              "if (ready.readIndex() >= 0) {"));
}
