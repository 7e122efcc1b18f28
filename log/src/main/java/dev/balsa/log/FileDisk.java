package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the operating system. Safe for use by many threads.
 *
 * <p>A thread must not be interrupted while it uses a file: Java closes the file then.
 */
public final class FileDisk implements Disk {
  private final Path directory;
  private final @Nullable SharedVolume volume;
  private final boolean posix;
  private final FileAttribute<?>[] onlyForUs;

  private FileDisk(Path directory, @Nullable SharedVolume volume) {
    this.directory = directory;
    this.volume = volume;
    this.posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    this.onlyForUs =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
  }

  /** The disk that is an existing directory. */
  public static FileDisk at(Path directory) {
    return new FileDisk(directory, null);
  }

  /** The same, on a volume that others ask about too. */
  static FileDisk at(Path directory, SharedVolume volume) {
    return new FileDisk(directory, volume);
  }

  @Override
  public List<String> list() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        names.add(String.valueOf(file.getFileName()));
      }
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public Disk.File create(String name) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      return new OpenFile(path(name), FileChannel.open(path(name), options, onlyForUs));
    } catch (IOException e) {
      throw named(path(name), e);
    }
  }

  @Override
  public Disk.File open(String name) throws IOException {
    return new OpenFile(path(name), FileChannel.open(path(name), StandardOpenOption.READ));
  }

  @Override
  public Disk.File openForWriting(String name) throws IOException {
    return new OpenFile(
        path(name),
        FileChannel.open(path(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        path(from), path(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(path(name));
  }

  @Override
  public void sync() throws IOException {
    // Elsewhere a directory cannot be opened, and names are made durable by the file system itself.
    if (posix) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public long freeBytes() throws IOException {
    SharedVolume shared = volume;
    return shared != null ? shared.freeBytes() : Files.getFileStore(directory).getUsableSpace();
  }

  /** Makes an empty file unless there is one. */
  void createEmpty(String name) throws IOException {
    try {
      create(name).close();
    } catch (FileAlreadyExistsException e) {
      // Somebody else was faster, and it is there.
    }
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  private Path path(String name) {
    return directory.resolve(name);
  }

  /** Java gives the operating system's reason only as text. */
  private static IOException named(Path path, IOException e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    boolean full =
        text.contains("no space left")
            || text.contains("quota exceeded")
            || text.contains("file too large")
            || text.contains("not enough space");
    return full ? new DiskFullException(path + ": " + e.getMessage(), e) : e;
  }

  private record OpenFile(Path path, FileChannel channel) implements Disk.File {
    @Override
    public long sizeBytes() throws IOException {
      return channel.size();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      int total = 0;
      while (into.hasRemaining()) {
        int read = channel.read(into, position + total);
        if (read < 0) {
          break;
        }
        total += read;
      }
      return total;
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      long at = position;
      try {
        while (from.hasRemaining()) {
          at += channel.write(from, at);
        }
      } catch (IOException e) {
        throw named(path, e);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
