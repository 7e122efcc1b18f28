package dev.balsa.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mistakes that the simulator must find: those of known bugs, planted into today's sources. */
final class Mutants {
  private Mutants() {}

  /** All of them, by what they are about. */
  static Map<String, List<Mutant>> groups() {
    Map<String, List<Mutant>> groups = new LinkedHashMap<>();
    groups.put("Elections", MutantsOfElection.ALL);
    groups.put("Replication", MutantsOfReplication.ALL);
    groups.put("Snapshots", MutantsOfSnapshots.ALL);
    groups.put("Reads", MutantsOfReads.ALL);
    groups.put("Leadership", MutantsOfLeadership.ALL);
    groups.put("Members", MutantsOfMembers.ALL);
    groups.put("Witnesses", MutantsOfWitnesses.ALL);
    groups.put("Lost pasts", MutantsOfReturn.ALL);
    groups.put("Node", MutantsOfNode.ALL);
    groups.put("Sessions", MutantsOfSessions.ALL);
    groups.put("States", MutantsOfStates.ALL);
    groups.put("Sleep", MutantsOfSleep.ALL);
    groups.put("Full disks", MutantsOfSpace.ALL);
    groups.put("Storage", MutantsOfStorage.ALL);
    groups.put("The journal of many groups", MutantsOfJournal.ALL);
    return groups;
  }

  /** Known mistakes that are not among them, and why. */
  static Map<String, String> notPlanted() {
    Map<String, String> why = new LinkedHashMap<>();
    why.put("M45", "there is no such code: keys have no leases yet");
    why.put("R5", "the same as M10");
    why.put("R6", "the same as M09");
    why.put("E3", "the same as M25");
    why.put(
        "E5",
        "commands applied twice after a restart are M27; the log is read once, at a start, and"
            + " the state is in memory alone");
    return why;
  }

  /** All of them. */
  static List<Mutant> all() {
    return groups().values().stream().flatMap(List::stream).toList();
  }
}
