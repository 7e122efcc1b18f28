package dev.balsa.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped core gives the same digests in the JVM, in JavaScript and in WebAssembly. Where there
 * is no engine for one of these, its test is skipped and says so.
 */
final class EverywhereTest {
  @TempDir private Path folder;

  @Test
  void javaScriptGivesTheSameDigests() throws IOException, InterruptedException {
    Path script = Translation.toJavaScript(folder);
    Engine engine = Engine.find();
    assumeTrue(engine.runsModules(), engine.missing());
    assertThat(run(engine, script)).isEqualTo(Played.lines());
  }

  @Test
  void webAssemblyGivesTheSameDigests() throws IOException, InterruptedException {
    Engine engine = Engine.find();
    assumeTrue(engine.runsModules(), engine.missing());
    assumeTrue(engine.runsWasmGc(), engine + " does not know WebAssembly's garbage collection");
    Path script = Translation.toWebAssembly(folder);
    assertThat(run(engine, script)).isEqualTo(Played.lines());
  }

  private static List<String> run(Engine engine, Path script)
      throws IOException, InterruptedException {
    return engine.run(script, Long.toString(Played.FIRST), Integer.toString(Played.COUNT));
  }
}
