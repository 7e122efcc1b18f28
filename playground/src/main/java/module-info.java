/** A small world for the core that runs the same in the JVM and in a browser. */
module dev.balsa.playground {
  requires static org.jspecify;
  requires transitive dev.balsa.core;

  exports dev.balsa.playground;
}
