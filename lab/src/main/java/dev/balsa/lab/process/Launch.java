package dev.balsa.lab.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How this program is started: everything of a command line before the subcommand.
 *
 * @param prefix program and options, ready for the subcommand to be appended
 */
public record Launch(List<String> prefix) {
  /** Options of the {@code java} command whose value is the next word. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--add-modules",
          "--add-opens",
          "--add-exports",
          "--add-reads");

  /** Memory of one node; a lab runs up to nine of them on one machine. */
  private static final String HEAP = "-Xmx256m";

  private static final long SIGINT_BIT = 1L << 1;

  public Launch {
    prefix = List.copyOf(prefix);
  }

  /**
   * The way the current process was started: the same JVM with the same options and the same jar or
   * class path.
   *
   * @throws IllegalStateException if the operating system does not tell
   */
  public static Launch current() {
    ProcessHandle.Info info = ProcessHandle.current().info();
    String java =
        info.command().orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List<String> words =
        List.of(
            info.arguments()
                .orElseThrow(() ->
                    new IllegalStateException(
                        "this system does not tell how this program was started, so it cannot "
                            + "start nodes; "
                            + "start them by hand: balsa node --node 1")));
    return of(java, words, interruptIgnored());
  }

  /** A way of starting nodes that is given, made so that they hear Ctrl-C. */
  public static Launch of(List<String> command) {
    List<String> prefix = new ArrayList<>(hearingInterrupts(interruptIgnored()));
    prefix.addAll(command);
    return new Launch(prefix);
  }

  static Launch of(String java, List<String> words, boolean interruptIgnored) {
    List<String> prefix = new ArrayList<>(hearingInterrupts(interruptIgnored));
    prefix.add(java);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-jar") && i + 1 < words.size()) {
        prefix.addAll(List.of(HEAP, word, words.get(i + 1)));
        return new Launch(prefix);
      }
      if (WITH_VALUE.contains(word) && i + 1 < words.size()) {
        prefix.addAll(List.of(word, words.get(++i)));
      } else if (word.startsWith("-")) {
        prefix.add(word);
      } else {
        prefix.addAll(List.of(HEAP, word));
        return new Launch(prefix);
      }
    }
    throw new IllegalStateException("no main class among the options of this program: " + words);
  }

  private static List<String> hearingInterrupts(boolean interruptIgnored) {
    return interruptIgnored ? List.of("env", "--default-signal=INT") : List.of();
  }

  /** The whole command line for a subcommand. */
  public List<String> with(List<String> arguments) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(arguments);
    return all;
  }

  /**
   * Whether Ctrl-C is switched off for this process, as shells do for what they start in the
   * background. Children would inherit that, and a JVM that starts with it ignores the signal for
   * good.
   */
  private static boolean interruptIgnored() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("SigIgn:")) {
          String mask = line.substring("SigIgn:".length()).strip();
          return (Long.parseUnsignedLong(mask, 16) & SIGINT_BIT) != 0;
        }
      }
      return false;
    } catch (IOException | NumberFormatException notLinux) {
      return false;
    }
  }
}
