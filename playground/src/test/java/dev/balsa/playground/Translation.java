package dev.balsa.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.teavm.backend.javascript.JSModuleType;
import org.teavm.diagnostics.DefaultProblemTextConsumer;
import org.teavm.diagnostics.Problem;
import org.teavm.tooling.EmptyTeaVMToolLog;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;

/** The classes of this class path, made into programs for browsers. */
final class Translation {
  private static final String RUNTIME = "org/teavm/backend/wasm/wasm-gc-module-runtime.js";

  private Translation() {}

  /** Returns a script that runs {@link Digests} in JavaScript. */
  static Path toJavaScript(Path folder) throws IOException {
    translate(TeaVMTargetType.JAVASCRIPT, folder, "world.mjs");
    return Files.writeString(
        folder.resolve("javascript.mjs"),
        """
        import { main } from "./world.mjs";
        main(process.argv.slice(2));
        """);
  }

  /** Returns a script that runs {@link Digests} in WebAssembly. */
  static Path toWebAssembly(Path folder) throws IOException {
    translate(TeaVMTargetType.WEBASSEMBLY_GC, folder, "world.wasm");
    try (InputStream runtime = Translation.class.getClassLoader().getResourceAsStream(RUNTIME)) {
      assertThat(runtime).as(RUNTIME).isNotNull();
      Files.copy(runtime, folder.resolve("runtime.mjs"));
    }
    return Files.writeString(
        folder.resolve("webassembly.mjs"),
        """
        import { readFile } from "node:fs/promises";
        import { load } from "./runtime.mjs";
        const world = await load(await readFile(new URL("./world.wasm", import.meta.url)));
        world.exports.main(process.argv.slice(2));
        """);
  }

  private static void translate(TeaVMTargetType target, Path folder, String file) {
    TeaVMTool tool = new TeaVMTool();
    tool.setTargetType(target);
    tool.setMainClass(Digests.class.getName());
    tool.setTargetDirectory(folder.toFile());
    tool.setTargetFileName(file);
    tool.setJsModuleType(JSModuleType.ES2015);
    tool.setObfuscated(true);
    tool.setClassLoader(Translation.class.getClassLoader());
    tool.setClassPath(classPath());
    tool.setLog(new EmptyTeaVMToolLog());
    try {
      tool.generate();
    } catch (TeaVMToolException failed) {
      throw new AssertionError("TeaVM failed", failed);
    }
    List<String> problems =
        tool.getProblemProvider().getProblems().stream().map(Translation::text).toList();
    assertThat(problems).as("what TeaVM does not know").isEmpty();
    assertThat(folder.resolve(file)).isNotEmptyFile();
  }

  /** Surefire may hide the real class path in the manifest of a jar, and then says it here. */
  private static List<File> classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(path.split(Pattern.quote(File.pathSeparator))).map(File::new).toList();
  }

  private static String text(Problem problem) {
    DefaultProblemTextConsumer text = new DefaultProblemTextConsumer();
    problem.render(text);
    return text.getText() + " at " + problem.getLocation();
  }
}
