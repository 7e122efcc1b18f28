package dev.balsa.simulator.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads histories that others recorded, one event a line, in either of two notations.
 *
 * <p>In columns: {@code INFO jepsen.util - PROCESS :invoke|:ok|:fail|:info :read|:write|:cas
 * VALUE}, one register. Braced: <code>
 * {:process P, :type :invoke|:ok, :f :get|:put|:append, :key "K", :value "V"}</code>, one register
 * a key that starts as the empty text.
 */
public final class RecordedHistory {
  private static final Pattern TABBED =
      Pattern.compile(
          "INFO {2}jepsen\\.util - (\\d{1,9})\\s+:(invoke|ok|fail|info)\\s+:(read|write|cas)\\s+(.*)");
  private static final Pattern BRACED =
      Pattern.compile(
          "\\{:process (\\d{1,9}), :type :(invoke|ok|fail|info), :f :(get|put|append), :key \"(.*?)\", "
              + ":value (nil|\".*\")\\}");
  private static final Pattern PAIR = Pattern.compile("\\[(\\S+) (\\S+)\\]");

  private final Register model;
  private final List<Operation<Register.Action>> operations;

  private RecordedHistory(Register model, List<Operation<Register.Action>> operations) {
    this.model = model;
    this.operations = List.copyOf(operations);
  }

  /** How each object of the history starts. */
  public Register model() {
    return model;
  }

  /** The operations, in the order in which they were asked. */
  public List<Operation<Register.Action>> operations() {
    return operations;
  }

  /**
   * Reads a history.
   *
   * @param lines the file's lines; empty ones are skipped
   * @throws IllegalArgumentException naming the line that is not understood, and why
   */
  public static RecordedHistory parse(List<String> lines) {
    Register model = Register.EMPTY;
    Map<Integer, Event> open = new TreeMap<>();
    List<Operation<Register.Action>> operations = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      Event event = event(lines.get(i), i + 1);
      if (event.braced) {
        model = new Register("");
      }
      if (event.type.equals("invoke")) {
        if (open.put(event.client, event) != null) {
          throw new IllegalArgumentException(
              "line " + (i + 1) + ": client " + event.client + " asks again before it is answered");
        }
        continue;
      }
      Event asked = open.remove(event.client);
      if (asked == null || !asked.name.equals(event.name)) {
        throw new IllegalArgumentException(
            "line " + (i + 1) + ": client " + event.client + " is answered but did not ask that");
      }
      add(operations, asked, event);
    }
    for (Event asked : open.values()) {
      add(operations, asked, null);
    }
    operations.sort((a, b) -> Long.compare(a.invoked(), b.invoked()));
    return new RecordedHistory(model, operations);
  }

  private record Event(
      int line, boolean braced, int client, String type, String name, String key, String value) {}

  private static Event event(String line, int number) {
    Matcher tabbed = TABBED.matcher(line);
    if (tabbed.matches()) {
      return new Event(
          number,
          false,
          Integer.parseInt(tabbed.group(1)),
          tabbed.group(2),
          tabbed.group(3),
          "",
          tabbed.group(4));
    }
    Matcher braced = BRACED.matcher(line);
    if (braced.matches()) {
      String value = braced.group(5);
      String text = value.equals("nil") ? "" : value.substring(1, value.length() - 1);
      return new Event(
          number,
          true,
          Integer.parseInt(braced.group(1)),
          braced.group(2),
          braced.group(3),
          braced.group(4),
          text);
    }
    throw new IllegalArgumentException("line " + number + " is in neither notation: " + line);
  }

  private static void add(
      List<Operation<Register.Action>> operations, Event asked, @Nullable Event answer) {
    boolean known = answer != null && !answer.type.equals("info");
    boolean failed = answer != null && answer.type.equals("fail");
    if (failed && !asked.name.equals("cas")) {
      return;
    }
    Register.Action action =
        switch (asked.name) {
          case "read", "get" ->
              new Register.Action.Read(known && answer != null ? value(answer) : "");
          case "write", "put" -> new Register.Action.Write(value(asked));
          case "append" -> new Register.Action.Append(value(asked));
          case "cas" -> compareAndSet(asked, known && !failed);
          default -> throw new IllegalStateException(asked.name);
        };
    long returned = known && answer != null ? answer.line : Operation.NEVER;
    operations.add(new Operation<>(asked.client, asked.key, asked.line, returned, action));
  }

  private static Register.Action compareAndSet(Event asked, boolean done) {
    Matcher pair = PAIR.matcher(asked.value);
    if (!pair.matches()) {
      throw new IllegalArgumentException(
          "line " + asked.line + ": compare-and-set needs [expected new], not " + asked.value);
    }
    return new Register.Action.CompareAndSet(pair.group(1), pair.group(2), done);
  }

  private static String value(Event event) {
    return !event.braced && event.value.equals("nil") ? Register.ABSENT : event.value;
  }
}
