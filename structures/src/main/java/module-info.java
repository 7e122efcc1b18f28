/** Replicated data structures: what most programs embed. */
module dev.balsa {
  requires static org.jspecify;
  requires transitive dev.balsa.kv;
  requires transitive dev.balsa.net;
  requires tools.jackson.core;

  exports dev.balsa;
}
