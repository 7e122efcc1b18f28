/** The durable log. */
module dev.balsa.log {
  requires static org.jspecify;
  requires transitive dev.balsa.core;

  exports dev.balsa.log;
}
