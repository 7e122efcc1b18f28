package dev.balsa.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.log.DamagedLogException;
import dev.balsa.log.Disk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RotTest {
  private static final int TRIES = 400;
  private static final LogSettings SETTINGS =
      LogSettings.STANDARD.withSizes(8192, 1500).withMemory(1024, 0).withOwner(7);

  private static SimDisk disk(int attempt) {
    SimDisk disk = new SimDisk(new Chance(attempt));
    disk.mayRot();
    return disk;
  }

  private static void write(SimDisk disk, Disk.File file, int position, String text)
      throws IOException {
    file.write(position, ByteBuffer.wrap(text.repeat(512).getBytes(UTF_8)));
    file.sync();
    disk.settle();
  }

  @Test
  void theLastWriteIsNeverLost() throws IOException {
    for (Damage kind : List.of(Damage.PHANTOM_WRITE, Damage.MISDIRECTED_WRITE)) {
      SimDisk disk = disk(1);
      writeElsewhere(disk);
      Disk.File file = disk.create("a");
      write(disk, file, 0, "....");
      disk.sync();
      disk.settle();
      write(disk, file, 0, "1");
      assertThat(strikes(disk, kind)).as("%s of the only write", kind).isFalse();
      write(disk, file, 512, "2");
      assertThat(strikes(disk, kind)).as("%s of a write that is followed", kind).isTrue();
      assertThat(disk.damage()).isEqualTo(kind);
      assertThat(text(disk, "a")).startsWith(".").contains("2");
      boolean landed = (text(disk, "a") + text(disk, "b")).contains("1");
      assertThat(landed).isEqualTo(kind == Damage.MISDIRECTED_WRITE);
    }
  }

  /** Among few writes there is hardly a wrong place; one that is lost needs none. */
  @Test
  void aWriteGoesAstrayOnlyAmongMany() throws IOException {
    SimDisk disk = disk(1);
    Disk.File file = disk.create("a");
    write(disk, file, 0, "....");
    disk.sync();
    disk.settle();
    write(disk, file, 0, "1");
    write(disk, file, 512, "2");
    assertThat(strikes(disk, Damage.MISDIRECTED_WRITE)).isFalse();
    assertThat(strikes(disk, Damage.PHANTOM_WRITE)).isTrue();
  }

  /** Many writes to one place of another file: none of them is followed. */
  private static void writeElsewhere(SimDisk disk) throws IOException {
    Disk.File file = disk.create("b");
    for (int i = 0; i < 16; i++) {
      write(disk, file, 0, "----");
    }
  }

  private static boolean strikes(SimDisk disk, Damage kind) {
    for (int i = 0; i < TRIES; i++) {
      if (disk.damage(kind)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aDiskThatIsNotToRotIsNotDamaged() throws IOException {
    SimDisk disk = new SimDisk(new Chance(1));
    write(disk, disk.create("a"), 0, "1");
    disk.sync();
    disk.settle();
    assertThat(disk.damage(Damage.ZEROED_PAGE)).isFalse();
    assertThat(disk.damage()).isNull();
  }

  @Test
  void whatIsInFlightIsNotDamaged() throws IOException {
    SimDisk disk = disk(1);
    Disk.File file = disk.create("a");
    disk.sync();
    write(disk, file, 0, "1");
    file.write(512, ByteBuffer.wrap("2".getBytes(UTF_8)));
    assertThat(disk.damage(Damage.FLIPPED_BITS)).isFalse();
    disk.settle();
    assertThat(disk.damage(Damage.FLIPPED_BITS)).isTrue();
    assertThat(disk.damage(Damage.FLIPPED_BITS)).as("a second time").isFalse();
  }

  /** Whatever the damage: the log is as it was, or it is not opened (rules D2, D3). */
  @ParameterizedTest
  @EnumSource
  void aDamagedLogIsRefusedOrWhole(Damage kind) throws IOException {
    int refused = 0;
    int whole = 0;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      SimDisk disk = disk(attempt);
      Chance chance = new Chance(attempt).fork("log");
      List<Entry> entries = fill(disk, chance);
      if (!disk.damage(kind)) {
        continue;
      }
      if (chance.below(2) == 0) {
        disk.cutPower();
      } else {
        disk.exit();
      }
      try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
        assertThat(log.recovered().hardState()).isEqualTo(new HardState(3, 2));
        assertThat(all(log)).as("attempt %d", attempt).isEqualTo(entries);
        whole++;
      } catch (DamagedLogException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(TRIES / 8);
    assertThat(refused + whole).isGreaterThan(TRIES / 4);
  }

  private static List<Entry> fill(SimDisk disk, Chance chance) throws IOException {
    List<Entry> entries = new ArrayList<>();
    int groups = chance.between(2, 30);
    int starts = chance.between(1, 3);
    for (int start = 0; start < starts; start++) {
      try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
        if (start == 0) {
          log.append(new HardState(3, 2), List.of());
        }
        for (int group = 0; group < groups; group++) {
          for (int i = chance.between(1, 4); i > 0; i--) {
            Bytes payload = Bytes.wrap(new byte[chance.below(1500)]);
            Entry entry = new Entry(entries.size() + 1, 3, EntryKind.COMMAND, payload);
            log.append(null, List.of(entry));
            entries.add(entry);
          }
          log.sync();
          disk.settle();
        }
      }
      disk.exit();
    }
    return entries;
  }

  private static List<Entry> all(SegmentedLog log) throws IOException {
    List<Entry> entries = new ArrayList<>();
    while (entries.size() < log.recovered().lastIndex()) {
      entries.addAll(log.read(entries.size() + 1, 1 << 20));
    }
    return entries;
  }

  private static String text(SimDisk disk, String name) throws IOException {
    Disk.File file = disk.open(name);
    ByteBuffer into = ByteBuffer.allocate((int) file.sizeBytes());
    file.read(0, into);
    return new String(into.array(), UTF_8);
  }
}
