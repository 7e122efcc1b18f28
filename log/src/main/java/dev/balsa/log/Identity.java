package dev.balsa.log;

import java.util.List;

/**
 * Who a data directory belongs to. An address says where a member is; this says who it is, and that
 * it still has its past.
 *
 * @param clusterId the cluster
 * @param memberId the member of the cluster
 * @param directoryId a random number made with the directory, so that a wiped one is not taken for
 *     the old one
 * @param bootCounter grows at every start, so that a restored older copy is not taken for the
 *     newest one
 * @param lives a random number drawn at each start, the newest first, {@value #LIVES_MAX} at most,
 *     so that a copy that was started as often as the original is not taken for it; 0 where it is
 *     unknown
 */
public record Identity(
    long clusterId, long memberId, long directoryId, long bootCounter, List<Long> lives) {
  /** How many starts back a life is remembered. */
  public static final int LIVES_MAX = 32;

  /** Checks how many lives there are. */
  public Identity {
    lives = List.copyOf(lives);
    if (lives.size() > LIVES_MAX) {
      throw new IllegalArgumentException(lives.size() + " lives; at most " + LIVES_MAX);
    }
  }

  /** An identity of which no life is known. */
  public Identity(long clusterId, long memberId, long directoryId, long bootCounter) {
    this(clusterId, memberId, directoryId, bootCounter, List.of());
  }

  /** The number of the life that a boot counter stands for, or 0 if it is unknown. */
  public long lifeAt(long counter) {
    long back = bootCounter - counter;
    return back >= 0 && back < lives.size() ? lives.get((int) back) : 0;
  }

  /** What another member remembers of this one. */
  public Acquaintance acquaintance() {
    return new Acquaintance(memberId, directoryId, bootCounter, lifeAt(bootCounter));
  }

  @Override
  public String toString() {
    return String.format(
        "member %d of cluster %016x, directory %016x, start %d",
        memberId, clusterId, directoryId, bootCounter);
  }
}
