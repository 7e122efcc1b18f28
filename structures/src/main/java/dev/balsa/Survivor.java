package dev.balsa;

import dev.balsa.core.Configuration;
import dev.balsa.core.Configuration.Address;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.Recovered;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.DataDirectory;
import dev.balsa.log.SegmentedLog;
import java.io.IOException;
import java.util.List;

/**
 * What a member holds that is left after a majority was lost for good, and the beginning of another
 * cluster from it. Has the data directory to itself until it is closed. Not safe for use by many
 * threads.
 */
public final class Survivor implements AutoCloseable {
  /*
   * The other cluster has another name, and so another cluster id, before its only voter is written
   * into the log. A former member that is found after all, with its directory, therefore can do no
   * harm: they refuse each other. If the machine stops between the two steps, the directory belongs
   * to the new cluster and still names the old voters; then nobody can lead it, and the same is done
   * once more.
   *
   * The entry has a term of its own, so no other log holds another entry at its place in that term.
   */

  /**
   * What is there.
   *
   * @param lastIndex last entry of the log, 0 if there is none
   * @param lastTerm its term; of several survivors the one with the highest term, and of these the
   *     one with the highest index, has everything that was ever answered if any of them has
   * @param term the highest term it has seen
   * @param snapshotIndex the newest snapshot stands for all up to here, 0 if there is none
   * @param members the members as its log has them
   */
  public record Holding(
      long lastIndex, long lastTerm, long term, long snapshotIndex, Configuration members) {}

  private final long member;
  private final Member self;
  private final DataDirectory directory;
  private final SegmentedLog log;
  private final Holding holding;

  private Survivor(Member self, DataDirectory directory, SegmentedLog log, Holding holding) {
    this.member = self.id();
    this.self = self;
    this.directory = directory;
    this.log = log;
    this.holding = holding;
  }

  /**
   * Looks at a member that does not run.
   *
   * @param cluster the former one, or the new one if its beginning was interrupted; with the
   *     directory
   * @throws IllegalArgumentException if the cluster has no such member or no directory was named
   * @throws BalsaStartException if the directory is in use, damaged, or somebody else's
   */
  public static Survivor open(Cluster cluster, long member) {
    Member self = cluster.member(member);
    DataDirectory directory = MemberParts.openDirectory(cluster, member);
    SegmentedLog log = null;
    try {
      log = MemberParts.openLog(directory, cluster);
      return new Survivor(self, directory, log, holding(cluster, log.recovered()));
    } finally {
      if (log == null) {
        MemberParts.closeQuietly(directory);
      }
    }
  }

  private static Holding holding(Cluster cluster, Recovered recovered) {
    SnapshotMeta snapshot = recovered.snapshot();
    Configuration members = snapshot == null ? cluster.configuration() : snapshot.configuration();
    if (!recovered.configurations().isEmpty()) {
      members = recovered.configurations().getLast().configuration();
    }
    return new Holding(
        recovered.lastIndex(),
        recovered.terms().isEmpty() ? recovered.start().term() : recovered.terms().getLast().term(),
        recovered.hardState().term(),
        snapshot == null ? 0 : snapshot.index(),
        members);
  }

  /** What is there. */
  public Holding holding() {
    return holding;
  }

  /**
   * Makes this member the only voter of another cluster that holds all it holds, also what was
   * never answered. Others are added to it as new members.
   *
   * @param newCluster its name must be a new one
   * @throws IOException if the disk fails; then it may be done again
   */
  public void begin(Cluster newCluster) throws IOException {
    directory.moveTo(newCluster.clusterId());
    long term = holding.term() + 1;
    Configuration alone =
        new Configuration(
            List.of(member),
            List.of(),
            List.of(),
            List.of(),
            List.of(new Address(member, self.address())));
    log.append(
        new HardState(term, member), List.of(Entry.of(holding.lastIndex() + 1, term, alone)));
    log.sync();
  }

  @Override
  public void close() {
    MemberParts.closeQuietly(log);
    MemberParts.closeQuietly(directory);
  }
}
