package dev.balsa.node;

import dev.balsa.log.Disk;
import dev.balsa.log.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A disk whose syncs and reads of files fail or hang when the test wants. */
final class FaultyDisk implements Disk {
  private final Disk disk;
  volatile @Nullable String syncError;
  volatile @Nullable CountDownLatch syncHeld;
  volatile long freeBytes = Long.MAX_VALUE;

  /** Whether there is no room for new files and longer ones. */
  volatile boolean full;

  /** How many syncs of files have begun. */
  final AtomicInteger syncs = new AtomicInteger();

  FaultyDisk(Disk disk) {
    this.disk = disk;
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public Disk.File create(String name) throws IOException {
    checkRoom(full);
    return new FaultyFile(disk.create(name));
  }

  @Override
  public Disk.File open(String name) throws IOException {
    return new FaultyFile(disk.open(name));
  }

  @Override
  public Disk.File openForWriting(String name) throws IOException {
    return new FaultyFile(disk.openForWriting(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public void sync() throws IOException {
    disk.sync();
  }

  private static void checkRoom(boolean none) throws DiskFullException {
    if (none) {
      throw new DiskFullException("No space left on device");
    }
  }

  @Override
  public long freeBytes() {
    return freeBytes;
  }

  private final class FaultyFile implements Disk.File {
    private final Disk.File file;

    FaultyFile(Disk.File file) {
      this.file = file;
    }

    @Override
    public long sizeBytes() throws IOException {
      return file.sizeBytes();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      return file.read(position, into);
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      checkRoom(full && position + from.remaining() > file.sizeBytes());
      file.write(position, from);
    }

    @Override
    public void sync() throws IOException {
      syncs.incrementAndGet();
      CountDownLatch held = syncHeld;
      if (held != null) {
        try {
          held.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      String error = syncError;
      if (error != null) {
        throw new IOException(error);
      }
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
