package dev.balsa.simulator.history;

import dev.balsa.simulator.history.Register.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Makes linearizable histories from a seed, by running clients against registers that each have one
 * copy.
 */
final class Histories {
  private final Random random;
  private final int clients;
  private final int keys;
  private final TreeMap<String, String> registers = new TreeMap<>();
  private final List<Operation<Action>> done = new ArrayList<>();
  private long now;
  private int values;
  private int names;

  private Histories(long seed, int clients, int keys) {
    this.random = new Random(seed);
    this.clients = clients;
    this.keys = keys;
    this.names = clients;
  }

  /** Every value is written at most once, so that a planted anomaly cannot be explained away. */
  static List<Operation<Action>> linearizable(long seed, int clients, int keys, int operations) {
    return new Histories(seed, clients, keys).run(operations);
  }

  private static final class Open {
    final String key;
    final long invoked;
    final String kind;
    final String expected;
    final String value;
    String seen = "";
    boolean succeeded;
    boolean tookEffect;

    Open(String key, long invoked, String kind, String expected, String value) {
      this.key = key;
      this.invoked = invoked;
      this.kind = kind;
      this.expected = expected;
      this.value = value;
    }

    Action action() {
      return switch (kind) {
        case "read" -> new Action.Read(seen);
        case "write" -> new Action.Write(value);
        default -> new Action.CompareAndSet(expected, value, succeeded);
      };
    }
  }

  private List<Operation<Action>> run(int operations) {
    Open[] open = new Open[clients];
    int[] name = new int[clients];
    for (int i = 0; i < clients; i++) {
      name[i] = i;
    }
    while (done.size() < operations) {
      now++;
      int client = random.nextInt(clients);
      Open mine = open[client];
      if (mine == null) {
        open[client] = ask();
      } else if (!mine.tookEffect) {
        takeEffect(mine);
      } else if (random.nextInt(50) == 0) {
        // Never answered: whoever asked is gone, and another client takes its place.
        done.add(
            new Operation<>(name[client], mine.key, mine.invoked, Operation.NEVER, mine.action()));
        name[client] = names++;
        open[client] = null;
      } else {
        done.add(new Operation<>(name[client], mine.key, mine.invoked, now, mine.action()));
        open[client] = null;
      }
    }
    for (int i = 0; i < clients; i++) {
      if (open[i] != null) {
        Open last = open[i];
        done.add(new Operation<>(name[i], last.key, last.invoked, Operation.NEVER, last.action()));
      }
    }
    return done;
  }

  private Open ask() {
    String key = "k" + random.nextInt(keys);
    String current = registers.getOrDefault(key, Register.ABSENT);
    return switch (random.nextInt(3)) {
      case 0 -> new Open(key, now, "read", "", "");
      case 1 -> new Open(key, now, "write", "", "v" + values++);
      default -> new Open(key, now, "cas", current, "v" + values++);
    };
  }

  private void takeEffect(Open mine) {
    mine.tookEffect = true;
    String current = registers.getOrDefault(mine.key, Register.ABSENT);
    switch (mine.kind) {
      case "read" -> mine.seen = current;
      case "write" -> registers.put(mine.key, mine.value);
      default -> {
        mine.succeeded = mine.expected.equals(current);
        if (mine.succeeded) {
          registers.put(mine.key, mine.value);
        }
      }
    }
  }
}
