package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps everybody else out of a data directory, and tells them who is in. */
final class DirectoryLock implements AutoCloseable {
  /*
   * The operating system releases the lock when the process ends, however it ends. It also releases
   * it when any handle of the same process to the file is closed, so inside this process a second
   * opener must be stopped before it opens it: that is what HELD is for.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final String NAME = "lock";
  private static final Pattern HOLDER = Pattern.compile("pid (\\d{1,18})\nstarted (\\S{0,40})\n");
  private static final int HOLDER_BYTES_MAX = 200;

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Takes the lock of an existing directory, or says who has it. */
  static DirectoryLock acquire(Path directory) throws IOException {
    Path real = directory.toRealPath();
    if (!HELD.add(real)) {
      throw new DataDirectoryException(directory, us());
    }
    boolean acquired = false;
    try {
      DirectoryLock lock = acquire(directory, real);
      acquired = true;
      return lock;
    } finally {
      if (!acquired) {
        HELD.remove(real);
      }
    }
  }

  /** Lets go of the directory. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(directory);
    }
  }

  private static DirectoryLock acquire(Path directory, Path real) throws IOException {
    Path file = real.resolve(NAME);
    if (!Files.exists(file)) {
      FileDisk.at(real).createEmpty(NAME);
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new DataDirectoryException(directory, holder(channel));
      }
      DataDirectoryException.Problem.Locked us = us();
      String text = "pid " + us.pid() + "\nstarted " + us.started() + "\n";
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
      locked = true;
      return new DirectoryLock(real, channel);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static DataDirectoryException.Problem.Locked us() {
    ProcessHandle process = ProcessHandle.current();
    String started = process.info().startInstant().map(Object::toString).orElse("");
    return new DataDirectoryException.Problem.Locked(process.pid(), started);
  }

  /**
   * The holder may not have written its name yet, or a file from before may be left: then it stays
   * unknown.
   */
  private static DataDirectoryException.Problem.Locked holder(FileChannel channel)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HOLDER_BYTES_MAX);
    channel.read(bytes, 0);
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    Matcher matcher = HOLDER.matcher(text);
    return matcher.matches()
        ? new DataDirectoryException.Problem.Locked(
            Long.parseLong(matcher.group(1)), matcher.group(2))
        : new DataDirectoryException.Problem.Locked(0, "");
  }
}
