package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes with full disks. */
final class MutantsOfSpace {
  private static final String CORE = "core/src/main/java/dev/balsa/core/";
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfSpace() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "F1",
              "acknowledges what a full disk did not take",
              NODE + "LogWriter.java",
              "        stuck = true;",
              "        settle();"),
          usual(
              "F2",
              "never tries again to write what did not fit",
              NODE + "LogWriter.java",
              "boolean again = full && clock.nanos() >= againNanos;",
              "boolean again = false;"),
          usual(
              "F3",
              "follower counts entries as verified that it had no room for",
              CORE + "Follower.java",
              "request.prevLogIndex() + taken);",
              "request.prevLogIndex() + request.entries().size());"),
          usual(
              "F4",
              "member ends when its disk is full",
              NODE + "LogWriter.java",
              "} catch (DiskFullException noRoom) {",
              "} catch (java.nio.file.NoSuchFileException noRoom) {"));
}
