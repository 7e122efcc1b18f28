package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.log.LogSettings;
import dev.balsa.node.RequestException;
import dev.balsa.node.RequestException.NotDone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Members on small file systems that are filled up: a state that passes, not an end. */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
  private static final int MIB = 1 << 20;
  private static final int DISK_MEBIBYTES = 24;
  private static final int TRIES_MAX = 1000;
  private static final String VALUE = "v".repeat(200_000);

  @TempDir Path root;

  private final List<String> acknowledged = new ArrayList<>();

  private static Limits limits() {
    return Limits.STANDARD.with(LogSettings.STANDARD.withSizes(4 * MIB, 2 * MIB));
  }

  private void write(Balsa balsa) {
    String key = "key-" + acknowledged.size();
    balsa.value(key, String.class).set(key + VALUE);
    acknowledged.add(key);
  }

  /** Writes until that is refused because there is no space. */
  private void writeUntilFull(Balsa balsa) {
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      try {
        write(balsa);
      } catch (NotDone refused) {
        if (refused.reason() == NotDone.Reason.NO_SPACE) {
          assertThat(refused).hasMessageContaining("free some space");
          return;
        }
      } catch (RequestException.Unknown leadershipChanged) {
        // The same value is written again.
      }
    }
    throw new AssertionError("the disk was never full");
  }

  /** Writes as soon as that works. */
  private void writeWhenThereIsSpace(Balsa balsa) {
    long deadline = System.nanoTime() + ThreeMembers.PATIENCE.toNanos();
    while (true) {
      try {
        write(balsa);
        return;
      } catch (RequestException notYet) {
        if (System.nanoTime() - deadline > 0) {
          throw notYet;
        }
      }
    }
  }

  private void assertAllThere(Balsa balsa) {
    for (String key : acknowledged) {
      assertThat(balsa.value(key, String.class).get()).isEqualTo(key + VALUE);
    }
  }

  @Test
  void aMemberAloneRefusesWritesServesReadsAndHeals() throws Exception {
    Path data = root.resolve("data");
    Cluster cluster =
        Balsa.cluster(ThreeMembers.freeAddresses(1).getFirst()).directory(data).limits(limits());
    try (SmallDisk disk = SmallDisk.at(data, DISK_MEBIBYTES)) {
      try (Balsa balsa = cluster.start(1)) {
        assertThat(balsa.waitUntilReady(ThreeMembers.PATIENCE)).isTrue();
        write(balsa);
        disk.fill();
        writeUntilFull(balsa);
        assertAllThere(balsa);
        assertThatThrownBy(() -> write(balsa)).isInstanceOf(NotDone.class);
        disk.free();
        writeWhenThereIsSpace(balsa);
        disk.fill();
        writeUntilFull(balsa);
        disk.fill();
      }
      try (Balsa again = cluster.start(1)) {
        assertThat(again.waitUntilReady(ThreeMembers.PATIENCE)).isTrue();
        assertAllThere(again);
        disk.free();
        writeWhenThereIsSpace(again);
        assertAllThere(again);
        assertThat(again.raftNode().terminated()).isNotDone();
      }
    }
  }

  @Test
  void aLeaderWithAFullDiskHandsOverAndNoMajorityWithoutSpaceTakesWrites() throws Exception {
    List<SmallDisk> disks = new ArrayList<>();
    try {
      for (int member = 1; member <= 3; member++) {
        disks.add(SmallDisk.at(root.resolve("member-" + member), DISK_MEBIBYTES));
      }
      try (ThreeMembers members = ThreeMembers.start(root, cluster -> cluster.limits(limits()))) {
        int full = members.leader();
        disks.get(full - 1).fill();
        while (members.leader() == full) {
          writeWhenThereIsSpace(members.get(full % 3 + 1));
        }
        int second = members.leader();
        for (int i = 0; i < 10; i++) {
          writeWhenThereIsSpace(members.get(second));
        }
        assertThatThrownBy(() -> write(members.get(full)))
            .isInstanceOf(NotDone.class)
            .hasMessageContaining("ask another member");
        assertThat(members.leader()).isEqualTo(second);
        disks.get(second - 1).fill();
        int third = 6 - full - second;
        writeUntilFull(members.get(third));
        assertThat(members.leader()).isEqualTo(third);
        assertAllThere(members.get(third));
        disks.get(full - 1).free();
        writeWhenThereIsSpace(members.get(third));
        disks.get(second - 1).free();
        writeWhenThereIsSpace(members.get(third));
        members.all().forEach(this::assertAllThere);
        assertThat(members.all())
            .allSatisfy(each -> assertThat(each.raftNode().terminated()).isNotDone());
      }
    } finally {
      for (SmallDisk disk : disks) {
        disk.close();
      }
    }
  }
}
