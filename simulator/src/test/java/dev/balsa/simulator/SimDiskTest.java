package dev.balsa.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.log.Disk;
import dev.balsa.log.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimDiskTest {
  private static final int TRIES = 300;

  private static SimDisk disk(int attempt) {
    return new SimDisk(new Chance(attempt));
  }

  private static Disk.File durableFile(SimDisk disk, String name, String text) throws IOException {
    Disk.File file = disk.create(name);
    write(file, 0, text);
    file.sync();
    disk.sync();
    disk.settle();
    return file;
  }

  private static void write(Disk.File file, long position, String text) throws IOException {
    file.write(position, ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private static String read(SimDisk disk, String name) throws IOException {
    Disk.File file = disk.open(name);
    ByteBuffer into = ByteBuffer.allocate((int) file.sizeBytes());
    file.read(0, into);
    return new String(into.array(), UTF_8);
  }

  @Test
  void whatWasSyncedSurvivesEveryPowerCut() throws IOException {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      SimDisk disk = disk(attempt);
      durableFile(disk, "a", "kept");
      disk.cutPower();
      assertThat(read(disk, "a")).isEqualTo("kept");
    }
  }

  @Test
  void whatWasNotSyncedSurvivesAPowerCutOrNot() throws IOException {
    Set<String> found = new HashSet<>();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      SimDisk disk = disk(attempt);
      Disk.File file = durableFile(disk, "a", "x".repeat(1536));
      write(file, 0, "y".repeat(1536));
      disk.settle();
      disk.cutPower();
      String left = read(disk, "a");
      found.add("" + left.charAt(0) + left.charAt(512) + left.charAt(1024));
      assertThat(left.substring(0, 512)).isIn("x".repeat(512), "y".repeat(512));
    }
    assertThat(found).as("sectors survive in every mixture").hasSize(8);
  }

  @Test
  void whatTheOperatingSystemHoldsSurvivesTheProcess() throws IOException {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      SimDisk disk = disk(attempt);
      Disk.File file = durableFile(disk, "a", "old");
      write(file, 0, "new");
      disk.settle();
      disk.kill();
      assertThat(read(disk, "a")).isEqualTo("new");
    }
  }

  @Test
  void aProcessThatDiesInTheMiddleHasDoneAFirstPartOfItsSteps() throws IOException {
    Set<String> found = new HashSet<>();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      SimDisk disk = disk(attempt);
      Disk.File file = durableFile(disk, "a", "....");
      write(file, 0, "1");
      write(file, 1, "2");
      disk.create("b").close();
      write(file, 2, "3");
      disk.kill();
      found.add(read(disk, "a") + disk.list().size());
    }
    assertThat(found).containsExactlyInAnyOrder("....1", "1...1", "12..1", "12..2", "123.2");
  }

  @Test
  void namesThatWereNotSyncedAreUndoneInOrder() throws IOException {
    Set<String> found = new HashSet<>();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      SimDisk disk = disk(attempt);
      durableFile(disk, "a", "old");
      Disk.File next = disk.create("a.new");
      write(next, 0, "new");
      next.sync();
      disk.rename("a.new", "a");
      disk.settle();
      assertThat(read(disk, "a")).isEqualTo("new");
      disk.cutPower();
      found.add(read(disk, "a") + disk.list());
    }
    assertThat(found).containsExactlyInAnyOrder("old[a]", "old[a, a.new]", "new[a]");
  }

  @Test
  void afterAFailedSyncTheProcessSeesWhatTheDiskMayNotHold() throws IOException {
    Set<String> found = new HashSet<>();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      SimDisk disk = disk(attempt);
      Disk.File file = durableFile(disk, "a", "old");
      write(file, 0, "new");
      disk.arm(SimDisk.Fault.SYNC);
      assertThatThrownBy(file::sync).isInstanceOf(InjectedException.class);
      disk.exit();
      assertThat(read(disk, "a")).isEqualTo("new");
      Disk.File again = disk.openForWriting("a");
      again.sync();
      disk.settle();
      disk.cutPower();
      found.add(read(disk, "a"));
    }
    assertThat(found).containsExactlyInAnyOrder("old", "new");
  }

  @Test
  void aFullDiskTakesAPartAndSaysSo() throws IOException {
    SimDisk disk = disk(1);
    Disk.File file = durableFile(disk, "a", "1234");
    disk.fill(2);
    assertThatThrownBy(() -> write(file, 4, "5678")).isInstanceOf(DiskFullException.class);
    write(file, 0, "abcd");
    disk.disarm();
    write(file, 4, "5678");
    assertThat(read(disk, "a")).isEqualTo("abcd5678");
  }

  @Test
  void filesOfADeadProcessAreClosed() throws IOException {
    SimDisk disk = disk(1);
    Disk.File file = durableFile(disk, "a", "1");
    disk.kill();
    assertThatThrownBy(() -> write(file, 0, "2")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> disk.open("b")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aCopyHoldsWhatIsCertainAndCanBePutBack() throws IOException {
    SimDisk disk = disk(1);
    Disk.File file = durableFile(disk, "a", "old");
    write(file, 0, "cut");
    disk.create("b").close();
    disk.settle();
    Map<String, Inode> copy = disk.backup();
    file.sync();
    disk.sync();
    disk.settle();
    disk.cutPower();
    assertThat(read(disk, "a") + disk.list()).isEqualTo("cut[a, b]");
    disk.putBack(copy);
    assertThat(read(disk, "a") + disk.list()).isEqualTo("old[a]");
    disk.cutPower();
    assertThat(read(disk, "a") + disk.list()).isEqualTo("old[a]");
  }
}
