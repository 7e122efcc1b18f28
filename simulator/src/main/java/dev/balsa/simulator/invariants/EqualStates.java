package dev.balsa.simulator.invariants;

import dev.balsa.core.Entry;
import dev.balsa.core.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;

/** Replicated state machines (§2): whoever has applied the same entries is in the same state. */
final class EqualStates implements Property {
  private final List<Long> hashes = new ArrayList<>();

  @Override
  public void restoring(Member member, SnapshotMeta meta, long stateHash) {
    int at = (int) meta.index() - 1;
    if (member.keepsNoState) {
      return;
    }
    if (at >= hashes.size() || hashes.get(at) != stateHash) {
      throw new BrokenProperty(
          "equal logs make equal states",
          member + " is in another state than others after the snapshot of entry " + meta.index());
    }
  }

  @Override
  public void applying(Member member, Entry entry, long stateHash) {
    if (member.keepsNoState) {
      return;
    }
    int at = (int) entry.index() - 1;
    if (at == hashes.size()) {
      hashes.add(stateHash);
    } else if (at < hashes.size() && hashes.get(at) != stateHash) {
      throw new BrokenProperty(
          "equal logs make equal states",
          member + " is in another state than others after entry " + entry.index());
    }
  }
}
