package dev.balsa.core.world;

import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.SnapshotMeta;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** The committed configurations of a cluster, as an onlooker knows them. */
final class Members {
  private final TreeMap<Long, Configuration> committed = new TreeMap<>();

  Members(Configuration began) {
    committed.put(0L, began);
  }

  /** One more entry is committed. */
  void committed(Entry entry) {
    if (entry.kind() == EntryKind.CONFIGURATION) {
      committed.put(entry.index(), entry.configuration());
    }
  }

  Configuration asOf(long index) {
    return committed.floorEntry(index).getValue();
  }

  SnapshotMeta meta(long index, List<Entry> entries) {
    return new SnapshotMeta(index, entries.get((int) index - 1).term(), asOf(index));
  }

  /** Some other members: mostly one more or one less, now and then any. */
  static Change draw(Configuration now, Map<Long, SimServer> servers, SplittableRandom random) {
    TreeSet<Long> voters = new TreeSet<>(now.targetVoters());
    TreeSet<Long> learners = new TreeSet<>(now.learners());
    int flips = random.nextInt(4) == 0 ? servers.size() : 1;
    for (int i = 0; i < flips; i++) {
      long member = 1 + random.nextLong(servers.size());
      TreeSet<Long> flipped = random.nextInt(4) == 0 ? learners : voters;
      if (!flipped.remove(member)) {
        flipped.add(member);
      }
    }
    if (voters.isEmpty()) {
      voters.add(1 + random.nextLong(servers.size()));
    }
    learners.removeAll(voters);
    return new Change(List.copyOf(voters), List.copyOf(learners), List.of());
  }
}
