package dev.balsa.simulator.invariants;

import dev.balsa.core.Entry;
import dev.balsa.core.SnapshotMeta;

/**
 * While a server runs it applies each entry once, in order of the log, and none before it is
 * committed (§5.3).
 */
final class AppliedOnce implements Property {
  private static final String NAME = "each entry is applied once, in order";

  @Override
  public void restoring(Member member, SnapshotMeta meta, long stateHash) {
    if (meta.index() <= member.appliedIndex) {
      throw new BrokenProperty(
          NAME, member + " goes back from entry " + member.appliedIndex + " to " + meta.index());
    }
  }

  @Override
  public void applying(Member member, Entry entry, long stateHash) {
    if (entry.index() != member.appliedIndex + 1) {
      throw new BrokenProperty(
          NAME, member + " applies entry " + entry.index() + " after " + member.appliedIndex);
    }
    if (entry.index() > member.commitIndex) {
      throw new BrokenProperty(
          NAME,
          member
              + " applies entry "
              + entry.index()
              + " and knows only "
              + member.commitIndex
              + " to be committed");
    }
  }
}
