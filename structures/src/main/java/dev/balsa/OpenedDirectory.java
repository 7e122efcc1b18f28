package dev.balsa;

import dev.balsa.BalsaStartException.Kind;
import dev.balsa.log.DataDirectory;
import dev.balsa.log.SegmentedLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/**
 * The data of a member that is about to start.
 *
 * @param isBlank whether there is none yet, and nobody whom it has met
 */
record OpenedDirectory(DataDirectory directory, SegmentedLog log, boolean isBlank) {
  private static final System.Logger LOG = System.getLogger(OpenedDirectory.class.getPackageName());

  /**
   * Opens what is there. If it is not what it was, and members may come back by themselves, it is
   * set aside and the member begins anew.
   *
   * @throws BalsaStartException if it cannot be used
   */
  static OpenedDirectory of(Cluster cluster, long member) {
    try {
      return open(cluster, member);
    } catch (BalsaStartException lost) {
      Path path = cluster.directory();
      // The only voter has nobody to get anything back from.
      if (path == null
          || !cluster.part().rejoins()
          || cluster.members().size() == 1
          || !hasLostItsPast(lost)) {
        throw lost;
      }
      String text =
          lost.getMessage()
              + " Member "
              + member
              + " now begins anew, as cluster "
              + cluster.name()
              + " allows; what it had is in ";
      try {
        LOG.log(Level.WARNING, text + DataDirectory.setAside(path));
      } catch (IOException e) {
        lost.addSuppressed(e);
        throw lost;
      }
      return open(cluster, member);
    }
  }

  private static OpenedDirectory open(Cluster cluster, long member) {
    DataDirectory directory = MemberParts.openDirectory(cluster, member);
    boolean isBlank = directory.acquaintances().isEmpty();
    SegmentedLog log = null;
    try {
      log = MemberParts.openLog(directory, cluster);
      return new OpenedDirectory(directory, log, isBlank && log.recovered().lastIndex() == 0);
    } finally {
      if (log == null) {
        MemberParts.closeQuietly(directory);
      }
    }
  }

  /** Nobody else runs here, but it is not what it was. */
  private static boolean hasLostItsPast(BalsaStartException failure) {
    return failure.kind() == Kind.DAMAGED || failure.kind() == Kind.RETIRED;
  }
}
