package dev.balsa.lab;

import java.util.Arrays;
import picocli.CommandLine;

/** Runs one node in a process of its own, as the command line does. */
final class NodeMain {
  private NodeMain() {}

  public static void main(String[] words) {
    LabNodeArguments arguments = new LabNodeArguments();
    SnapshotArguments snapshots = new SnapshotArguments();
    String[] options = Arrays.copyOfRange(words, 1, words.length);
    CommandLine line = new CommandLine(arguments);
    line.addMixin("snapshots", snapshots);
    line.parseArgs(options);
    arguments.snapshots = snapshots.limits();
    System.exit(LabNode.run(arguments));
  }
}
