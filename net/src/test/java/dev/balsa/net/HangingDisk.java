package dev.balsa.net;

import dev.balsa.log.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A disk that neither fails nor answers while a test wants that. */
final class HangingDisk implements Disk {
  private final Disk disk;
  private volatile @Nullable CountDownLatch released;

  HangingDisk(Disk disk) {
    this.disk = disk;
  }

  /** From now on no sync returns. */
  void hang() {
    released = new CountDownLatch(1);
  }

  /** It goes on as if nothing had been. */
  void release() {
    CountDownLatch gate = released;
    released = null;
    if (gate != null) {
      gate.countDown();
    }
  }

  private void pass() throws IOException {
    CountDownLatch gate = released;
    if (gate != null) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public Disk.File create(String name) throws IOException {
    return new HangingFile(disk.create(name));
  }

  @Override
  public Disk.File open(String name) throws IOException {
    return disk.open(name);
  }

  @Override
  public Disk.File openForWriting(String name) throws IOException {
    return new HangingFile(disk.openForWriting(name));
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
    pass();
    disk.sync();
  }

  private final class HangingFile implements Disk.File {
    private final Disk.File file;

    HangingFile(Disk.File file) {
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
      file.write(position, from);
    }

    @Override
    public void sync() throws IOException {
      pass();
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
