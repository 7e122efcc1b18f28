package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A read sees everything that was committed when the leader was asked (dissertation §6.4, §8): the
 * leader has committed an entry of its own term, and a majority took it for the leader since then.
 */
final class ReadsAreFresh implements Property {
  private final Cluster cluster;
  private final Map<Long, Long> committedWhenAsked = new HashMap<>();

  ReadsAreFresh(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void reading(Member member, Event.Read read) {
    committedWhenAsked.put(read.id(), cluster.committed.lastIndex());
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.ReadReady ready) {
        Long committed = committedWhenAsked.remove(ready.id());
        if (committed != null && ready.readIndex() < committed) {
          throw new BrokenProperty(
              "a read sees what was committed when it was asked",
              member
                  + " answers a read as of entry "
                  + ready.readIndex()
                  + ", and entry "
                  + committed
                  + " was committed before it was asked");
        }
      } else if (effects.get(i) instanceof Effect.Refused refused) {
        committedWhenAsked.remove(refused.id());
      }
    }
  }
}
