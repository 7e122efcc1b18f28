package dev.balsa.simulator;

import dev.balsa.core.Effect;
import dev.balsa.core.RoleName;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.kv.Store;
import dev.balsa.node.Sessions;
import dev.balsa.node.StateMachine;
import dev.balsa.node.Witness;
import java.util.List;

/** What the log of one process drives. */
final class Driven {
  final Store store = new Store();
  final Sessions sessions = new Sessions(store);
  final BentMachine bent;
  final StateMachine machine;
  private final World world;
  private long snapshotIndex;

  Driven(World world, Machine host) {
    this.world = world;
    this.bent = new BentMachine(sessions, world.bends(), host);
    boolean witness = world.plan().isWitness(host.id());
    this.machine = witness ? new Witness() : bent;
    if (witness) {
      world.witness().keepsNoState(host.id());
    }
  }

  /** Whether it is nothing. */
  boolean witnesses() {
    return machine instanceof Witness;
  }

  /** Of all of it. */
  long hash() {
    return store.stateHash() * 31 + sessions.stateHash();
  }

  /** The disk holds a snapshot. */
  void snapshot(SnapshotMeta meta, long commitIndex) {
    if (witnesses() && meta.index() > snapshotIndex && meta.index() <= commitIndex) {
      snapshotIndex = meta.index();
      world.mark(SimMarks.WITNESS_GOT_SNAPSHOT);
    }
  }

  /** The core of the process took a turn. */
  void turned(List<Effect> effects) {
    if (!witnesses()) {
      return;
    }
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.RoleChanged changed
          && changed.role() == RoleName.LEADER) {
        world.mark(SimMarks.WITNESS_LEADS);
      }
    }
  }
}
