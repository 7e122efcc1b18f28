package dev.balsa;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A small file system of its own, in memory, that a test can fill up. */
final class SmallDisk implements AutoCloseable {
  private static final int PIECE_BYTES = 4096;

  private final Path directory;
  private final Path ballast;

  private SmallDisk(Path directory) {
    this.directory = directory;
    this.ballast = directory.resolve("ballast");
  }

  /** Mounts one, or skips the test where that is not allowed. */
  static SmallDisk at(Path directory, int sizeMebibytes) throws IOException {
    Files.createDirectories(directory);
    String options = "size=" + sizeMebibytes + "m,mode=0700";
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", options, "balsa-test", directory.toString()) == 0;
    assumeTrue(mounted, "mounting a small file system is not permitted here");
    return new SmallDisk(directory);
  }

  /** Leaves no room for anybody else. */
  void fill() throws IOException {
    try (FileChannel file =
        FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        file.write(ByteBuffer.allocate(PIECE_BYTES));
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw full;
      }
    }
  }

  /** Gives back what {@link #fill} took. */
  void free() throws IOException {
    Files.deleteIfExists(ballast);
  }

  @Override
  public void close() throws IOException {
    // Lazily, because a thread of a member that failed to stop may still hold a file.
    run("umount", "-l", directory.toString());
  }

  private static int run(String... command) throws IOException {
    try {
      return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
