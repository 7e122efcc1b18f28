package dev.balsa.lab;

import java.util.Arrays;
import picocli.CommandLine;

/** Runs one node in a process of its own, as the command line does. */
final class NodeMain {
  private NodeMain() {}

  public static void main(String[] words) {
    LabNodeArguments arguments = new LabNodeArguments();
    String[] options = Arrays.copyOfRange(words, 1, words.length);
    new CommandLine(arguments).parseArgs(options);
    System.exit(LabNode.run(arguments));
  }
}
