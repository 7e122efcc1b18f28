package dev.balsa.simulator.invariants;

import dev.balsa.core.ConfigurationAt;
import dev.balsa.core.Effect;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is told that it has no place in the cluster any more had one, has lost it in a committed
 * configuration, and gets none again: it stops for good.
 */
final class ToldIfRemoved implements Property {
  private record Told(Member member, long index) {}

  private final Cluster cluster;
  private final List<Told> told = new ArrayList<>();
  private long checkedIndex;

  ToldIfRemoved(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.Removed removed) {
        told.add(new Told(member, removed.index()));
        check(told.getLast());
      }
    }
    long last = cluster.committed.lastIndex();
    if (last > checkedIndex && !told.isEmpty()) {
      told.forEach(this::check);
    }
    checkedIndex = last;
  }

  /** Who tells it may know of the commit before anybody has said so. */
  private void check(Told one) {
    LogFacts committed = cluster.committed;
    if (committed.lastIndex() < one.index()) {
      return;
    }
    long id = one.member().id;
    boolean left =
        !committed.configurationAt(one.index(), cluster.began()).configuration().isMember(id);
    for (ConfigurationAt each : committed.configurations()) {
      left &= each.index() < one.index() || !each.configuration().isMember(id);
    }
    if (!left || !cluster.wasMember(id)) {
      throw new BrokenProperty(
          "who is told that it was removed was",
          one.member()
              + " is told so as of entry "
              + one.index()
              + ", and "
              + (left ? "never was a member" : "is a member after that"));
    }
  }
}
