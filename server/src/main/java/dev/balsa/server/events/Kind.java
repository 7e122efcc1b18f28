package dev.balsa.server.events;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Message;

/** Sorts what a node does by how often it comes. */
enum Kind {
  /** Elections, leadership, refusals: kept even while nobody watches. */
  RARE,
  /** What every write and read makes. */
  COMMON;

  static Kind of(Event event) {
    return event instanceof Event.Received received ? of(received.message()) : COMMON;
  }

  static Kind of(Effect effect) {
    return switch (effect) {
      case Effect.Send send -> of(send.message());
      case Effect.ToObserver seen -> RARE;
      case Effect.Refused refused -> RARE;
      case Effect.ReadLog read -> RARE;
      case Effect.SendSnapshot send -> RARE;
      case Effect.RestoreSnapshot restore -> RARE;
      case Effect.Persist persist -> persist.hardState() != null ? RARE : COMMON;
      default -> COMMON;
    };
  }

  static Kind of(Message message) {
    return switch (message) {
      case Message.AppendEntries append -> COMMON;
      case Message.AppendEntriesResponse response -> response.success() ? COMMON : RARE;
      default -> RARE;
    };
  }
}
