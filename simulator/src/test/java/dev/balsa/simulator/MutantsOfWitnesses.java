package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes with members that keep no state. */
final class MutantsOfWitnesses {
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfWitnesses() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "V1",
              "witness answers reads from a state that it has not",
              NODE + "Request.java",
              """
              boolean needsState() {
                  return true;\
              """,
              """
              boolean needsState() {
                  return !(this instanceof Query<?>);\
              """),
          usual(
              "V2",
              "state of a witness compared with that of others",
              NODE + "Witness.java",
              "return machine instanceof Witness\n",
              "return machine instanceof Witness && hashes.all().size() > 0\n"));
}
