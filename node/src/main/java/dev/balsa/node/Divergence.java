package dev.balsa.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Members have different states, though they applied the same entries.
 *
 * @param equalIndex the last index before {@code index} at which the members in {@code hashes} are
 *     known to have had the same state, 0 if none is known
 * @param index where they differ: the first index at which two of them are known to, or at which a
 *     majority is known to agree on something else; the first entry that was applied differently
 *     lies behind {@code equalIndex} and not behind this
 * @param hashes what each member that was heard has there
 * @param agreed what a majority of the voters has there, null if there is none
 */
public record Divergence(
    long equalIndex, long index, SortedMap<Long, Long> hashes, @Nullable Long agreed) {
  /**
   * Checks the indexes.
   *
   * @throws IllegalArgumentException if they are not in order, or if nobody has a state
   */
  public Divergence {
    if (equalIndex < 0 || index <= equalIndex || hashes.isEmpty()) {
      throw new IllegalArgumentException(
          "states cannot differ behind " + equalIndex + " up to " + index + " among " + hashes);
    }
    hashes = Collections.unmodifiableSortedMap(new TreeMap<>(hashes));
  }

  /** Those that have something else than a majority; none if nothing is agreed. */
  public List<Long> oddOnes() {
    return oddOnes(hashes, agreed);
  }

  static List<Long> oddOnes(Map<Long, Long> hashes, @Nullable Long agreed) {
    List<Long> odd = new ArrayList<>();
    if (agreed != null) {
      hashes.forEach((member, hash) -> {
        if (!hash.equals(agreed)) {
          odd.add(member);
        }
      });
    }
    return odd;
  }

  /** Where the difference is and what each member has, for people. */
  public String where() {
    List<String> each = new ArrayList<>();
    for (Map.Entry<Long, Long> one : hashes.entrySet()) {
      each.add(String.format("%016x on member %d", one.getValue(), one.getKey()));
    }
    return String.format(
        "the first difference lies in entries %d to %d (state hash after entry %d: %s)",
        equalIndex + 1, index, index, String.join(", ", each));
  }
}
