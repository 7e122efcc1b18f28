/** Replicated data structures: what most programs embed. */
module dev.balsa {
  requires static org.jspecify;
  requires transitive dev.balsa.kv;
  requires dev.balsa.net;
  requires tools.jackson.core;
}
