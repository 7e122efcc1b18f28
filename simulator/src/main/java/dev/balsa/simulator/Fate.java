package dev.balsa.simulator;

import dev.balsa.simulator.history.Operation;

/** What became of a client's command; no two are equal. */
final class Fate {
  boolean refused;
  boolean unknown;
  long appliedAt = Operation.NEVER;
  boolean done;
  int inHistory = -1;
}
