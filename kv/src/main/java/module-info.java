/** The replicated key-value state machine. */
module dev.balsa.kv {
  requires static org.jspecify;
  requires transitive dev.balsa.node;

  exports dev.balsa.kv;
}
