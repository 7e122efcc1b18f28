/** Raft as a pure function of events. */
module dev.balsa.core {
  requires static org.jspecify;

  exports dev.balsa.core;
}
