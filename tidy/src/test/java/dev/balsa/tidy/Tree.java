package dev.balsa.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The source tree, read once: every text file that is not built, ignored or somebody's editor
 * settings.
 */
final class Tree {
  private static final Set<String> SKIPPED_FOLDERS =
      Set.of(".git", ".idea", ".vscode", ".settings", "target", "node_modules");
  private static final Set<String> BINARY_ENDINGS =
      Set.of("png", "jpg", "gif", "ico", "woff2", "jar", "gz", "zip", "jsa", "aot", "bin", "class");

  static final Path ROOT = findRoot();
  static final List<Source> FILES = read();

  private Tree() {}

  static List<Source> java() {
    return FILES.stream().filter(Source::isJava).toList();
  }

  /** The modules that the root pom lists. */
  static List<String> modules() {
    return Poms.modules(file("pom.xml"));
  }

  static Source file(String path) {
    return FILES.stream()
        .filter(source -> source.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + path + " in " + ROOT));
  }

  private static Path findRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no mvnw above " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }

  private static List<Source> read() {
    List<Source> files = new ArrayList<>();
    try {
      Files.walkFileTree(ROOT, new Reader(files));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.sort(Comparator.comparing(Source::path));
    return List.copyOf(files);
  }

  private static final class Reader extends SimpleFileVisitor<Path> {
    private final List<Source> files;

    Reader(List<Source> files) {
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = folder.equals(ROOT) ? "" : folder.getFileName().toString();
      // What a node run from here writes is nobody's source; elsewhere "data" is a name like any
      // other.
      return SKIPPED_FOLDERS.contains(name) || folder.equals(ROOT.resolve("data"))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String path = ROOT.relativize(file).toString().replace('\\', '/');
      String ending = path.substring(path.lastIndexOf('.') + 1);
      // In a linked work tree .git is a file, and it holds a path of this machine.
      if (attributes.isRegularFile() && !path.equals(".git") && !BINARY_ENDINGS.contains(ending)) {
        files.add(Source.of(path, Files.readString(file)));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
