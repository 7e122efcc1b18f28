package dev.balsa.server.client;

import org.jspecify.annotations.Nullable;

/**
 * What came back.
 *
 * @param response the answer
 * @param clusterId the cluster that answered
 * @param memberId the member that answered
 * @param revision the store's revision then
 * @param raftTerm the member's term then
 * @param age how old the answer may be, with a serializable read; null with all others
 */
public record Answer<T>(
    T response, long clusterId, long memberId, long revision, long raftTerm, @Nullable Age age) {
  /**
   * How old the answer to a serializable read may be.
   *
   * @param appliedIndex up to here the member had applied
   * @param commitLag how many entries it knew to be committed beyond that
   * @param ageMillis milliseconds since it last heard from a leader, -1 if never
   */
  public record Age(long appliedIndex, long commitLag, long ageMillis) {}
}
