package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.balsa.log.DataDirectoryException.Problem;
import dev.balsa.log.faults.Fate;
import dev.balsa.log.faults.MemoryDisk;
import dev.balsa.log.faults.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule D4: two slots, of which one is always whole. */
class IdentityFileTest {
  private static final Path NOWHERE = Path.of("data");

  @Test
  void aCrashAtAnyPointLeavesAnIdentityThatNeverGoesBack() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    List<Operation> operations = new ArrayList<>();
    List<Long> bootsBefore = new ArrayList<>();
    long[] boots = {0};
    disk.listen(operation -> {
      if (operation.changes()) {
        operations.add(operation);
        bootsBefore.add(boots[0]);
      }
    });
    for (int start = 0; start < 6; start++) {
      boots[0] = open(disk).identity().bootCounter();
    }
    MemoryDisk again = new MemoryDisk();
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      int bytes = operation instanceof Operation.Write write ? write.bytes().length() : 0;
      for (int cut = 0; cut <= bytes; cut += cut < 96 ? 1 : 61) {
        MemoryDisk killed = again.copy();
        if (bytes > 0) {
          killed.redo(operation, cut);
        }
        assertOpens(killed.copy(), bootsBefore.get(i));
        for (int seed = 0; seed < 4; seed++) {
          assertOpens(killed.powerCut(Fate.random(seed)), bootsBefore.get(i));
        }
        assertOpens(killed.powerCut(Fate.ALL_LOST), bootsBefore.get(i));
        assertOpens(killed.powerCut(Fate.BYTES_LOST), bootsBefore.get(i));
      }
      again.redo(operation);
    }
  }

  @Test
  void aFlippedBitInOneSlotIsSurvivedAndTheCounterIsNotUsedTwice() throws IOException {
    for (String slot : List.of("identity.a", "identity.b")) {
      for (int at = 0; at < 64; at++) {
        MemoryDisk disk = new MemoryDisk();
        for (int start = 0; start < 5; start++) {
          assertThat(open(disk).identity().bootCounter()).isEqualTo(start + 1);
        }
        disk.bytes(slot)[at] ^= (byte) (1 << at % 8);
        assertThat(open(disk).identity().bootCounter()).isBetween(6L, 7L);
        assertThat(open(disk).identity().bootCounter()).isBetween(7L, 8L);
      }
    }
  }

  @Test
  void twoBadSlotsAreRefused() throws IOException {
    for (int at = 0; at < 64; at++) {
      MemoryDisk disk = new MemoryDisk();
      open(disk);
      disk.bytes("identity.a")[at] ^= 1;
      disk.bytes("identity.b")[at] ^= 1;
      assertThat(((DataDirectoryException) catchThrowable(() -> open(disk))).problem())
          .isInstanceOf(Problem.Damaged.class);
    }
  }

  @Test
  void oneBadSlotAndNoOtherIsRefusedOnceThereIsALog() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    open(disk);
    SegmentedLog.open(disk, Workload.SETTINGS).close();
    disk.delete("identity.b");
    disk.resize("identity.a", 63);
    assertThat(((DataDirectoryException) catchThrowable(() -> open(disk))).problem())
        .isEqualTo(
            new Problem.Damaged(
                "identity.a", "cannot be read (wrong length, checksum or version)"));
  }

  @Test
  void aLogThatWasSeenAtAStartMustBeThereAtTheNext() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    open(disk);
    SegmentedLog.open(disk, Workload.SETTINGS).close();
    open(disk);
    disk.delete("0000000001.segment");
    assertThat(((DataDirectoryException) catchThrowable(() -> open(disk))).problem())
        .isEqualTo(new Problem.LogMissing());
  }

  /**
   * A killed process leaves a slot that others can read and that no disk has; a power cut at the
   * next start takes it.
   */
  @Test
  void aPowerCutDuringTheStartAfterAKillNeverTakesTheCounterBack() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    for (int start = 0; start < 4; start++) {
      open(disk);
    }
    List<Operation> first = operations(disk.copy());
    MemoryDisk before = disk.copy();
    for (int i = 0; i <= first.size(); i++) {
      List<Operation> second = operations(before.copy());
      MemoryDisk again = before.copy();
      for (int j = 0; j <= second.size(); j++) {
        for (Fate fate : List.of(Fate.ALL_LOST, Fate.ALL_KEPT, Fate.BYTES_LOST, Fate.NAMES_LOST)) {
          long boot = open(again.powerCut(fate)).identity().bootCounter();
          assertThat(boot).isGreaterThan(4 + (i == first.size() ? 1 : 0));
        }
        if (j < second.size() && second.get(j) instanceof Operation.Write write) {
          MemoryDisk torn = again.copy();
          torn.redo(write, write.bytes().length() / 2);
          assertThat(open(torn.powerCut(Fate.ALL_KEPT)).identity().bootCounter())
              .isGreaterThan(4 + (i == first.size() ? 1 : 0));
        }
        if (j < second.size()) {
          again.redo(second.get(j));
        }
      }
      if (i < first.size()) {
        before.redo(first.get(i));
      }
    }
  }

  @Test
  void eachStartIsALifeOfItsOwnAndTheLastAreRemembered() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    long[] next = {100};
    Identity last = null;
    for (int start = 1; start <= 40; start++) {
      Identity now = IdentityFile.open(disk, NOWHERE, 1, 2, () -> next[0] += 2).identity();
      assertThat(now.lives()).hasSize(Math.min(start, Identity.LIVES_MAX)).doesNotHaveDuplicates();
      if (last != null) {
        assertThat(now.lifeAt(start - 1L)).isEqualTo(last.lifeAt(start - 1L)).isNotZero();
      }
      last = now;
    }
    assertThat(last.lifeAt(41)).isZero();
    assertThat(last.lifeAt(8)).isZero();
    assertThat(last.lifeAt(9)).isNotZero();
    disk.bytes("identity.a")[0] ^= 1;
    disk.bytes("identity.b")[1000] ^= 0;
    Identity torn = open(disk).identity();
    assertThat(torn.bootCounter()).isBetween(41L, 42L);
    assertThat(torn.lifeAt(torn.bootCounter() - 1))
        .satisfiesAnyOf(
            life -> assertThat(life).isZero(),
            life -> assertThat(torn.bootCounter()).isEqualTo(41));
  }

  @Test
  void othersAreRememberedAndTheEarliestMakesRoom() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    IdentityFile file = open(disk);
    for (long member = 1; member <= Acquaintance.MAX + 1; member++) {
      file.remember(new Acquaintance(member, 10 * member, 1, 5));
    }
    file.remember(new Acquaintance(3, 30, 2, 6));
    disk = disk.powerCut(Fate.ALL_LOST);
    assertThat(open(disk).acquaintances())
        .hasSize(Acquaintance.MAX)
        .doesNotContain(new Acquaintance(1, 10, 1, 5))
        .contains(new Acquaintance(2, 20, 1, 5))
        .endsWith(new Acquaintance(3, 30, 2, 6));
  }

  @Test
  void aRetiredDirectoryIsNeverOpenedAgainAndItsCounterStays() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    IdentityFile file = open(disk);
    file.retire(new Retirement(Retirement.Cause.OLD_COPY, 3));
    MemoryDisk after = disk.powerCut(Fate.ALL_LOST);
    for (String slot : List.of("none", "identity.a", "identity.b")) {
      if (!slot.equals("none")) {
        after.bytes(slot)[20] ^= 1;
      }
      DataDirectoryException refused = (DataDirectoryException) catchThrowable(() -> open(after));
      assertThat(refused.problem())
          .isEqualTo(new Problem.Retired(new Retirement(Retirement.Cause.OLD_COPY, 3)));
      assertThat(refused)
          .hasMessageContaining("was refused for good by member 3: it is an older copy");
      if (!slot.equals("none")) {
        after.bytes(slot)[20] ^= 1;
      }
    }
  }

  /** Directories made before lives were counted go on. */
  @Test
  void aFileOfVersion1IsRead() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    java.nio.ByteBuffer old = java.nio.ByteBuffer.allocate(64);
    old.putLong(0x42414c5341494454L).putInt(0).putInt(1).putLong(7);
    old.putLong(1).putLong(2).putLong(3).putLong(9).putLong(0).flip();
    old.putInt(8, new Checksum(0, 0).of(old, 12, 64));
    for (String name : List.of("identity.a", "identity.b")) {
      try (Disk.File file = disk.create(name)) {
        file.write(0, old.duplicate());
        file.sync();
      }
    }
    disk.sync();
    Identity identity = open(disk).identity();
    assertThat(identity.bootCounter()).isEqualTo(10);
    assertThat(identity.lifeAt(10)).isNotZero();
    assertThat(identity.lifeAt(9)).isZero();
    assertThat(open(disk).identity().bootCounter()).isEqualTo(11);
  }

  private static List<Operation> operations(MemoryDisk disk) throws IOException {
    List<Operation> operations = new ArrayList<>();
    disk.listen(operation -> {
      if (operation.changes()) {
        operations.add(operation);
      }
    });
    open(disk);
    return operations;
  }

  private static void assertOpens(MemoryDisk disk, long atLeast) throws IOException {
    long boot = open(disk).identity().bootCounter();
    assertThat(boot).isBetween(atLeast + 1, atLeast + 3);
    assertThat(open(disk.powerCut(Fate.ALL_LOST)).identity().bootCounter()).isGreaterThan(boot);
  }

  private static IdentityFile open(MemoryDisk disk) throws IOException {
    return IdentityFile.open(disk, NOWHERE, 1, 2, () -> 3);
  }
}
