package dev.balsa.core.world;

import dev.balsa.core.Event;

/**
 * Which queue an event comes through: each of them keeps its order, and no order holds between two.
 */
final class EventSource {
  private EventSource() {}

  static long of(Event event) {
    return switch (event) {
      case Event.Received received -> received.message().from();
      case Event.Propose ignored -> 10;
      case Event.ChangeMembership ignored -> 10;
      case Event.Read ignored -> 11;
      case Event.TransferLeadership ignored -> 11;
      case Event.Persisted ignored -> 12;
      case Event.DiskFull ignored -> 12;
      case Event.DiskHasRoom ignored -> 12;
      case Event.LogRead ignored -> 12;
      case Event.SnapshotTaken ignored -> 13;
      case Event.SnapshotReceived ignored -> 13;
      case Event.SnapshotSent ignored -> 13;
    };
  }
}
