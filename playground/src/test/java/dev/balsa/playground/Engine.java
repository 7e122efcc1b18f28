package dev.balsa.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The JavaScript engine of this machine: node, from the path or as the system property balsa.node
 * says.
 *
 * @param program the command, empty if there is none
 * @param version the first number of its version
 */
record Engine(String program, int version) {
  /** Older ones do not know modules well enough. */
  private static final int VERSION_MIN = 16;

  private static final int SECONDS_MAX = 300;
  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*");

  /** The smallest module with a type that only garbage-collected WebAssembly has. */
  private static final String WASM_GC =
      "WebAssembly.validate(new Uint8Array([0,97,115,109,1,0,0,0,1,3,1,95,0]))";

  /** The engine asked for, which must work, or the first one on the path that does. */
  static Engine find() throws IOException, InterruptedException {
    String asked = System.getProperty("balsa.node", "");
    if (!asked.isEmpty()) {
      int version = version(Ended.of(asked, "--version"));
      assertThat(version).as("version of balsa.node=%s", asked).isPositive();
      return new Engine(asked, version);
    }
    for (String candidate : onPath()) {
      int version = versionIfItStarts(candidate);
      if (version > 0) {
        return new Engine(candidate, version);
      }
    }
    return new Engine("", 0);
  }

  /** What is called node on the path may be a script that finds nothing to run. */
  private static int versionIfItStarts(String candidate) throws InterruptedException {
    try {
      return version(Ended.of(candidate, "--version"));
    } catch (IOException cannotStart) {
      return 0;
    }
  }

  private static int version(Ended ended) {
    Matcher matcher = VERSION.matcher(String.join("\n", ended.lines()));
    return ended.exit() == 0 && matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static List<String> onPath() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> Stream.of("node", "nodejs").map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .toList();
  }

  boolean runsModules() {
    return version >= VERSION_MIN;
  }

  boolean runsWasmGc() throws IOException, InterruptedException {
    return output(program, "-p", WASM_GC).equals(List.of("true"));
  }

  /** What is missing for {@link #runsModules}. */
  String missing() {
    return program.isEmpty()
        ? "there is no JavaScript engine (node) on the path"
        : this + " is too old, " + VERSION_MIN + " is needed";
  }

  /** Runs a script and returns the lines it prints. */
  List<String> run(Path script, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(script.toString()));
    all.addAll(List.of(arguments));
    return output(program, all.toArray(String[]::new));
  }

  private static List<String> output(String program, String... arguments)
      throws IOException, InterruptedException {
    Ended ended = Ended.of(program, arguments);
    assertThat(ended.exit()).as("%s says %s", program, ended.lines()).isZero();
    return ended.lines();
  }

  /** A process that has ended, and all it said. */
  private record Ended(int exit, List<String> lines) {
    static Ended of(String program, String... arguments) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(List.of(arguments));
      Path out = Files.createTempFile("engine", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean inTime = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assertThat(inTime).as("%s ends within %s s", command, SECONDS_MAX).isTrue();
        return new Ended(process.exitValue(), Files.readAllLines(out));
      } finally {
        Files.delete(out);
      }
    }
  }

  @Override
  public String toString() {
    return program + " " + version;
  }
}
