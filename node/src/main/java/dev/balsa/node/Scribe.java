package dev.balsa.node;

/** Who writes snapshots of a node's own state, which may take minutes. */
@FunctionalInterface
interface Scribe {
  /** Writes in the turn of the snapshotter, as where one thread turns all agents by hand. */
  Scribe AT_ONCE = SnapshotWriting::writeAtOnce;

  /** Begins to write, or writes; returns soon if it takes long. */
  void write(SnapshotWriting writing);
}
