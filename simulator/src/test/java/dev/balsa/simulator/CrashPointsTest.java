package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Entry;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A crash after any step of a disk leaves a log that opens, and that holds what was certain and
 * perhaps a first part of what was being written; nothing else, and the same at a second start. The
 * steps are those of the members of a simulated cluster: votes, appends, tails that a new leader
 * replaced, new segments, and the starts after crashes. {@code -Dbalsa.images=N} asks for more
 * images than usual.
 */
class CrashPointsTest {
  private static final int IMAGES_USUAL = 20_000;
  private static final int MEMBERS = 3;

  private final Set<Long> seen = new HashSet<>();
  private int images;
  private int rolled;
  private int replaced;

  @Test
  void everyCrashPointRecovers() {
    int wanted = Integer.getInteger("balsa.images", IMAGES_USUAL);
    long start = System.nanoTime();
    int runs = 0;
    while (images < wanted && runs < 1 + wanted / 1000) {
      runs++;
      play(runs);
    }
    System.out.printf(
        "%,d distinct images of %d runs recovered in %.1f s%n",
        images, runs, (System.nanoTime() - start) / 1e9);
    assertThat(images).isGreaterThanOrEqualTo(Math.max(wanted, IMAGES_USUAL));
    assertThat(rolled).as("images of several segments").isGreaterThan(images / 20);
    assertThat(replaced).as("images while a tail was replaced").isGreaterThan(images / 100);
  }

  private void play(long seed) {
    Scenario scenario = Scenario.withShortSegments(seed, MEMBERS);
    List<CrashRecording> recordings = new ArrayList<>();
    for (long member = 1; member <= MEMBERS; member++) {
      recordings.add(CrashRecording.of(scenario.world(), member));
    }
    tell(scenario, new Chance(seed).fork("crash points"));
    for (CrashRecording recording : recordings) {
      CrashImages disk = new CrashImages(new Chance(seed).fork("images"));
      for (CrashRecording.Moment moment : recording.moments()) {
        disk.visitAll(moment.step(), (how, files) -> judge(recording, moment, how, files));
        if (moment.step() != null) {
          disk.carryOut(moment.step());
        }
      }
    }
  }

  /** A life in which everything happens that a disk can see. */
  private static void tell(Scenario s, Chance chance) {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        s.write(s.leader(), "x", "v".repeat(1 + chance.below(1500)));
      }
      long old = s.leader();
      s.isolate(old);
      for (int i = 0; i < 6; i++) {
        var _ = s.put(old, "lost", "v".repeat(1 + chance.below(900)));
        s.run(0.02);
      }
      s.await("another leader", () -> s.leader() != old);
      s.write(s.leader(), "x", "v".repeat(1 + chance.below(900)));
      s.join();
      s.settle(s.others());
      for (int i = 0; i < 2; i++) {
        s.propose(s.leader(), "x", 1 + chance.below(9));
        s.run(0.005 * chance.below(10));
        long member = 1L + chance.below(MEMBERS);
        s.kill(member);
        s.start(member);
      }
    }
    s.settle(s.others());
  }

  private void judge(
      CrashRecording recording,
      CrashRecording.Moment moment,
      String how,
      Map<String, Inode> files) {
    if (!seen.add(digest(files, moment))) {
      return;
    }
    images++;
    rolled += files.size() > 1 ? 1 : 0;
    replaced += moment.allowed().replaces() ? 1 : 0;
    SimDisk disk = SimDisk.holding(new Chance(images), files);
    CrashRecording.State first = open(disk, recording.settings(), how);
    assertThat(moment.allowed().includes(first))
        .as(() ->
            how
                + " left "
                + first.hardState()
                + " and "
                + first.entries().size()
                + " entries, where certain was "
                + moment.allowed())
        .isTrue();
    disk.exit();
    disk.cutPower();
    assertThat(open(disk, recording.settings(), how))
        .as("a second start after it was " + how)
        .isEqualTo(first);
  }

  private static long digest(Map<String, Inode> files, CrashRecording.Moment moment) {
    long digest = moment.allowed().key();
    for (Map.Entry<String, Inode> named : files.entrySet()) {
      Inode file = named.getValue();
      digest = 1_000_003 * digest + named.getKey().hashCode();
      digest = 1_000_003 * digest + Arrays.hashCode(file.seen(0, file.sizeBytes()));
      digest = 1_000_003 * digest + Arrays.hashCode(file.durable(0, file.durableBytes()));
    }
    return digest;
  }

  private static CrashRecording.State open(SimDisk disk, LogSettings settings, String how) {
    try (SegmentedLog log = SegmentedLog.open(disk, settings)) {
      List<Entry> entries = new ArrayList<>();
      while (entries.size() < log.recovered().lastIndex()) {
        entries.addAll(log.read(entries.size() + 1, 1 << 20));
      }
      return new CrashRecording.State(log.recovered().hardState(), entries);
    } catch (IOException e) {
      throw new UncheckedIOException(how, e);
    }
  }
}
