package dev.balsa.server.client;

import dev.balsa.server.json.JsonValue;
import java.util.List;

/**
 * What a member says of who leads, what holds it up and why.
 *
 * @param member its id
 * @param lines a sentence or two each
 * @param json all it said, as it said it
 */
public record Explanation(long member, List<String> lines, String json) {
  /** Copies the list. */
  public Explanation {
    lines = List.copyOf(lines);
  }

  static Explanation of(String text) {
    JsonValue json = JsonValue.parse(text);
    return new Explanation(
        json.get("member").number(),
        json.get("lines").elements().stream().map(JsonValue::text).toList(),
        text);
  }
}
