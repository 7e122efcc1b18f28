/** A running Raft node, for whoever brings their own state machine. */
module dev.balsa.node {
  requires static org.jspecify;
  requires transitive dev.balsa.log;

  exports dev.balsa.node;
}
