package dev.balsa.lab.load;

import dev.balsa.simulator.history.Linearizability;
import dev.balsa.simulator.history.Operation;
import dev.balsa.simulator.history.Register;
import dev.balsa.simulator.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What clients asked and were answered, in the order in which it happened. Safe for use by many
 * threads.
 */
public final class History {
  /** What was never written reads as the empty text. */
  private static final Register MODEL = new Register("");

  private final AtomicLong moments = new AtomicLong();
  private final List<Operation<Register.Action>> operations = new ArrayList<>();

  /** A moment later than all before, to be taken before a question and after its answer. */
  long moment() {
    return moments.incrementAndGet();
  }

  /** A client was answered. */
  void read(int client, String key, long asked, String seen) {
    note(client, key, asked, moment(), new Register.Action.Read(seen));
  }

  /** A client was told that a write was done. */
  void wrote(int client, String key, long asked, String value) {
    note(client, key, asked, moment(), new Register.Action.Write(value));
  }

  /** A client cannot tell whether its write was done, or will be; it asks no more. */
  void mayHaveWritten(int client, String key, long asked, String value) {
    note(client, key, asked, Operation.NEVER, new Register.Action.Write(value));
  }

  private void note(int client, String key, long asked, long answered, Register.Action action) {
    synchronized (operations) {
      operations.add(new Operation<>(client, key, asked, answered, action));
    }
  }

  /** Everything so far. */
  public List<Operation<Register.Action>> operations() {
    synchronized (operations) {
      return List.copyOf(operations);
    }
  }

  /** Whether there is an order that explains every answer. */
  public Verdict verdict() {
    return new Linearizability(Linearizability.STEPS_MAX).check(MODEL, operations());
  }

  /** The same in the braced notation that {@code balsa check-history} reads, a line an event. */
  public List<String> lines() {
    Map<Long, String> lines = new TreeMap<>();
    for (Operation<Register.Action> each : operations()) {
      lines.put(each.invoked(), line(each, "invoke"));
      if (each.answered()) {
        lines.put(each.returned(), line(each, "ok"));
      }
    }
    return List.copyOf(lines.values());
  }

  private static String line(Operation<Register.Action> one, String type) {
    boolean asks = type.equals("invoke");
    String what =
        switch (one.action()) {
          case Register.Action.Read read when asks -> ":get, :key \"%s\", :value nil";
          case Register.Action.Read read -> ":get, :key \"%s\", :value \"" + read.seen() + "\"";
          case Register.Action.Write write -> ":put, :key \"%s\", :value \"" + write.value() + "\"";
          default -> throw new IllegalStateException("nobody asks for " + one.action());
        };
    return "{:process "
        + one.client()
        + ", :type :"
        + type
        + ", :f "
        + String.format(what, one.key())
        + "}";
  }
}
