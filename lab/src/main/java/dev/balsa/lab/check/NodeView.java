package dev.balsa.lab.check;

/**
 * What a live node says of itself.
 *
 * @param node which node
 * @param role its role, in lower case
 * @param term its term
 * @param leader the node it takes for the leader, 0 for none
 * @param lastIndex end of its log
 * @param commitIndex up to here it knows entries to be committed
 * @param appliedIndex up to here it has applied
 * @param lastContactMillis since it last heard from the leader, -1 if never
 */
public record NodeView(
    long node,
    String role,
    long term,
    long leader,
    long lastIndex,
    long commitIndex,
    long appliedIndex,
    long lastContactMillis) {
  /** Whether it leads. */
  public boolean leads() {
    return role.equals("leader");
  }
}
