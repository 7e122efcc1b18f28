package dev.balsa.lab.mirror;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file whose readers see the old content or the new one whole, and that notices when somebody
 * else changes it. Used by one thread.
 */
final class AtomicFile {
  /*
   * The new content goes to a file of its own in the same folder, which then takes the name: a
   * rename within a folder is one step for every reader, and for kill -9. Nothing is forced to the
   * disk, because what these files show is kept elsewhere.
   *
   * A rename keeps the inode, size and time of the new file, so what it looked like before the
   * rename is what it must look like until our next one. Whoever edits in place changes size or
   * time, whoever replaces changes the inode.
   */

  /**
   * Ends the names of files that are being written; one that is left over after a kill may be
   * deleted.
   */
  static final String UNFINISHED_SUFFIX = ".unfinished";

  /** What a file looks like from outside. */
  private record Stamp(@Nullable Object key, long bytes, FileTime changed) {
    static Stamp of(Path path) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
    }
  }

  private final Path path;
  private final Path unfinished;
  private @Nullable Stamp expected;

  AtomicFile(Path path) {
    this.path = path;
    this.unfinished = path.resolveSibling(path.getFileName() + UNFINISHED_SUFFIX);
  }

  Path path() {
    return path;
  }

  /**
   * Deletes what a killed process left half written and takes the present content, if any, as the
   * expected one.
   */
  void open() throws IOException {
    Files.deleteIfExists(unfinished);
    expected = Files.exists(path) ? Stamp.of(path) : null;
  }

  /** Replaces the whole content. */
  void replace(ByteBuffer content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
    }
    Stamp stamp = Stamp.of(unfinished);
    Files.move(
        unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    expected = stamp;
  }

  /**
   * What somebody else did to the file since the last call or replacement: "deleted", "changed", or
   * null for nothing. Reported once.
   */
  @Nullable String tampered() throws IOException {
    Stamp known = expected;
    if (known == null) {
      return null;
    }
    Stamp present;
    try {
      present = Stamp.of(path);
    } catch (NoSuchFileException gone) {
      expected = null;
      return "deleted";
    }
    if (present.equals(known)) {
      return null;
    }
    expected = present;
    return "changed";
  }
}
