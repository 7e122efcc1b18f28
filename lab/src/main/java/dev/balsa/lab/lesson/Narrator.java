package dev.balsa.lab.lesson;

import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import dev.balsa.node.NodeObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Says in a line each what happens to logs: how a leader finds out where a follower's log differs,
 * which tail gives way, and where a snapshot takes the place of entries. Used by the consensus
 * thread.
 */
public final class Narrator implements NodeObserver {
  /** Stands in every line about a step of nextIndex. */
  public static final String STEP = ": nextIndex ";

  /** Stands in the line that ends a walk of nextIndex. */
  public static final String AGREES = " agrees at entry ";

  /** Stands in the line of a member whose tail gives way. */
  public static final String GIVES_WAY = " give way to the leader's: nobody had committed them.";

  /** Begins the line of a leader that sends a snapshot. */
  public static final String SENDS = "Sending a snapshot to ";

  /** Stands in the line of a member whose state came from a leader. */
  public static final String INSTALLED = " came from the leader as a snapshot.";

  /** Begins the line of a member whose log begins later. */
  public static final String BEGINS = "The log begins after entry ";

  /** What a leader asked a follower last, and how often it had to. */
  private record Walk(long prevLogIndex, int probes) {}

  private final LongFunction<String> addressOf;
  private final Consumer<String> say;
  private final Map<Long, Walk> walks = new HashMap<>();
  private final Map<Long, Message.AppendEntriesResponse> refusals = new HashMap<>();
  private long lastIndex;

  /**
   * Begins to listen.
   *
   * @param lastIndex end of the node's log
   * @param addressOf how a member is written
   * @param say takes a line
   */
  public Narrator(long lastIndex, LongFunction<String> addressOf, Consumer<String> say) {
    this.lastIndex = lastIndex;
    this.addressOf = addressOf;
    this.say = say;
  }

  @Override
  public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
    refusals.clear();
    for (Event event : events) {
      note(event);
    }
    boolean installed = false;
    for (Effect effect : effects) {
      if (effect instanceof Effect.RestoreSnapshot restore) {
        installed = true;
        lastIndex = restore.meta().index();
        say.accept("The state after entry " + lastIndex + INSTALLED);
      }
    }
    for (Effect effect : effects) {
      note(effect, installed);
    }
  }

  private void note(Event event) {
    switch (event) {
      case Event.Received(Message.AppendEntriesResponse answer) -> {
        if (answer.success()) {
          agreed(answer);
        } else {
          refusals.put(answer.from(), answer);
        }
      }
      case Event.SnapshotTaken taken ->
          say.accept("Took a snapshot of the state after entry " + taken.meta().index() + ".");
      case Event.SnapshotSent sent ->
          say.accept(
              address(sent.to())
                  + (sent.arrived() ? " has the snapshot" : " has not taken the snapshot")
                  + " of entry "
                  + sent.index()
                  + ".");
      default -> {}
    }
  }

  private void agreed(Message.AppendEntriesResponse answer) {
    Walk walk = walks.get(answer.from());
    if (walk != null && walk.prevLogIndex() == answer.prevLogIndex()) {
      walks.remove(answer.from());
      say.accept(
          address(answer.from())
              + AGREES
              + answer.prevLogIndex()
              + ", after "
              + walk.probes()
              + " probes; it is sent what comes after.");
    }
  }

  private void note(Effect effect, boolean installed) {
    switch (effect) {
      case Effect.Send(Message.AppendEntries question) -> asked(question);
      case Effect.SendSnapshot send ->
          say.accept(
              SENDS
                  + address(send.to())
                  + ": the log no longer holds what it needs, the state after entry "
                  + send.meta().index()
                  + " does.");
      case Effect.RoleChanged changed -> {
        if (changed.role() != RoleName.LEADER) {
          walks.clear();
        }
      }
      case Effect.Persist write -> written(write, installed);
      default -> {}
    }
  }

  private void asked(Message.AppendEntries question) {
    long to = question.to();
    Message.AppendEntriesResponse refusal = refusals.get(to);
    if (refusal == null || question.prevLogIndex() >= refusal.prevLogIndex()) {
      return;
    }
    Walk before = walks.get(to);
    walks.put(to, new Walk(question.prevLogIndex(), before == null ? 2 : before.probes() + 1));
    say.accept(
        address(to)
            + " does not hold my entry "
            + refusal.prevLogIndex()
            + STEP
            + (refusal.prevLogIndex() + 1)
            + " -> "
            + (question.prevLogIndex() + 1)
            + ".");
    refusals.remove(to);
  }

  private void written(Effect.Persist write, boolean installed) {
    if (write.start() != null && !installed) {
      say.accept(BEGINS + write.start().index() + " now: a snapshot stands for what came before.");
    }
    List<Entry> entries = write.entries();
    if (entries.isEmpty()) {
      return;
    }
    long first = entries.getFirst().index();
    if (first <= lastIndex && !installed) {
      say.accept("Entries " + first + " to " + lastIndex + GIVES_WAY);
    }
    lastIndex = entries.getLast().index();
  }

  private String address(long member) {
    return addressOf.apply(member);
  }
}
