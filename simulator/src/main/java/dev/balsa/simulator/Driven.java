package dev.balsa.simulator;

import dev.balsa.kv.Store;
import dev.balsa.node.Sessions;

/** What the log of one process drives. */
final class Driven {
  final Store store = new Store();
  final Sessions sessions = new Sessions(store);
  final BentMachine bent;

  Driven(Bends bends, Machine machine) {
    this.bent = new BentMachine(sessions, bends, machine);
  }

  /** Of all of it. */
  long hash() {
    return store.stateHash() * 31 + sessions.stateHash();
  }
}
