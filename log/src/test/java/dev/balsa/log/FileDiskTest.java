package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
  @TempDir Path directory;

  @Test
  void doesWhatItIsAsked() throws IOException {
    Disk disk = FileDisk.at(directory);
    try (Disk.File file = disk.create("b")) {
      file.write(3, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      file.sync();
      assertThat(file.sizeBytes()).isEqualTo(6);
      ByteBuffer bytes = ByteBuffer.allocate(10);
      assertThat(file.read(2, bytes)).isEqualTo(4);
      assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {0, 1, 2, 3}));
      assertThat(file.read(6, bytes.clear())).isZero();
      assertThat(file.read(60, bytes.clear())).isZero();
    }
    assertThatThrownBy(() -> disk.create("b")).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> disk.open("c")).isInstanceOf(NoSuchFileException.class);
    disk.create("a").close();
    disk.sync();
    assertThat(disk.list()).containsExactly("a", "b");
    disk.rename("b", "a");
    assertThat(disk.list()).containsExactly("a");
    assertThat(Files.size(directory.resolve("a"))).isEqualTo(6);
    try (Disk.File file = disk.open("a")) {
      assertThatThrownBy(() -> file.write(0, ByteBuffer.allocate(1)))
          .isInstanceOf(NonWritableChannelException.class);
    }
    try (Disk.File file = disk.openForWriting("a")) {
      file.write(6, ByteBuffer.wrap(new byte[] {4}));
      assertThat(file.sizeBytes()).isEqualTo(7);
    }
    disk.delete("a");
    assertThat(disk.list()).isEmpty();
    assertThatThrownBy(() -> disk.delete("a")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void freeSpaceIsThatOfTheVolume() throws IOException {
    assertThat(FileDisk.at(directory).freeBytes())
        .isBetween(1L, Files.getFileStore(directory).getTotalSpace());
  }

  @Test
  void aFullDiskIsNamedAsSuch() {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isWritable(full), "no /dev/full here");
    assertThatThrownBy(
            () -> {
              try (Disk.File file = FileDisk.at(Path.of("/dev")).openForWriting("full")) {
                file.write(0, ByteBuffer.allocate(512));
              }
            })
        .isInstanceOf(DiskFullException.class)
        .hasMessageContaining("/dev/full");
  }
}
