package dev.balsa.log;

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
 */
public record Identity(long clusterId, long memberId, long directoryId, long bootCounter) {
  @Override
  public String toString() {
    return String.format(
        "member %d of cluster %016x, directory %016x, start %d",
        memberId, clusterId, directoryId, bootCounter);
  }
}
