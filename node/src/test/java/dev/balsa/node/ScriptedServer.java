package dev.balsa.node;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Server;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A core that does what the test says, and remembers what it was told. */
final class ScriptedServer implements Server {
  final Deque<List<Effect>> script = new ArrayDeque<>();
  final List<List<Event>> turns = new ArrayList<>();
  long pauseNanos = 50_000_000;
  private long deadlineNanos = Long.MIN_VALUE;

  /** What the next turn is to yield. */
  void next(Effect... effects) {
    script.add(List.of(effects));
  }

  /** The events of the last turn. */
  List<Event> lastTurn() {
    return turns.getLast();
  }

  @Override
  public List<Effect> step(long nowNanos, List<Event> events) {
    turns.add(List.copyOf(events));
    deadlineNanos = nowNanos + pauseNanos;
    return script.isEmpty() ? List.of() : script.remove();
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }
}
