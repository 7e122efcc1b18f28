package dev.balsa.lab.script;

import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.mirror.Vocabulary;
import dev.balsa.lab.process.Ledger;
import dev.balsa.lab.process.ProcessRecord;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Making and clearing working folders. Only files whose names the lab itself gives are ever
 * deleted.
 */
public final class Folder {
  private Folder() {}

  /**
   * Deletes what nodes of the lab left in a folder and creates the console logs, empty.
   *
   * @return the names deleted
   * @throws IOException if a node of the folder is alive; nothing is deleted then
   */
  public static List<String> clear(Layout layout) throws IOException {
    List<ProcessRecord> alive = new Ledger(layout.folder()).alive();
    if (!alive.isEmpty()) {
      throw new IOException(
          "node "
              + alive.getFirst().node()
              + " is running (pid "
              + alive.getFirst().pid()
              + "); stop it first: balsa lab stop --all --dir "
              + layout.folder());
    }
    Files.createDirectories(layout.hidden("."));
    List<String> deleted = new ArrayList<>();
    Layout all = new Layout(layout.folder(), Layout.SIZE_MAX, layout.basePort());
    for (long node : all.nodes()) {
      for (Path path : made(all, node)) {
        if (Files.exists(path)) {
          delete(path);
          deleted.add(layout.folder().relativize(path).toString());
        }
      }
    }
    for (long node : layout.nodes()) {
      Files.createFile(layout.customLog(node));
    }
    return deleted;
  }

  private static List<Path> made(Layout layout, long node) {
    List<Path> made = new ArrayList<>();
    for (Vocabulary vocabulary : Vocabulary.values()) {
      made.addAll(vocabulary.files(layout, node));
    }
    made.add(layout.mirrors(node).log());
    made.add(layout.mirrors(node).storage());
    made.add(layout.mirrors(node).state());
    made.add(layout.mirrors(node).shown());
    made.add(layout.hidden("node" + node + ".out"));
    made.add(layout.hidden("node" + node + ".err"));
    made.add(layout.hidden("node" + node + ".process"));
    made.add(layout.store(node));
    return made;
  }

  private static void delete(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed)
              throws IOException {
            if (failed != null) {
              throw failed;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
