package dev.balsa.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The code that the simulator plays. */
final class Sources {
  private static final Path ROOT = Path.of("..");
  private static final List<String> MODULES = List.of("core", "log", "node", "kv", "simulator");

  private Sources() {}

  /** A number that changes with every change of the code, from 0 to 2^32 - 1. */
  static long number() throws IOException {
    CRC32C sum = new CRC32C();
    for (String module : MODULES) {
      Path folder = ROOT.resolve(module).resolve(Path.of("src", "main", "java"));
      try (Stream<Path> walked = Files.walk(folder)) {
        for (Path file : walked.filter(Files::isRegularFile).sorted().toList()) {
          sum.update(folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
          sum.update(Files.readAllBytes(file));
        }
      }
    }
    return sum.getValue();
  }
}
