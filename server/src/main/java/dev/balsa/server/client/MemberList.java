package dev.balsa.server.client;

import dev.balsa.server.json.JsonValue;
import java.util.List;

/**
 * Who the members of a cluster are, as one of them knows it.
 *
 * @param index index of the log entry that says so, 0 if the cluster began so
 * @param changing whether a change is going on or not known to be committed yet
 * @param members all of them, ascending by id
 * @param json all that was said, as it was said
 */
public record MemberList(long index, boolean changing, List<Row> members, String json) {
  /**
   * One member.
   *
   * @param id its number
   * @param address where it listens to the others; empty if that is not known
   * @param kind voter, learner, catching-up (it will vote when it has the log) or leaving
   */
  public record Row(long id, String address, String kind) {}

  /** Copies the list. */
  public MemberList {
    members = List.copyOf(members);
  }

  static MemberList of(String text) {
    JsonValue json = JsonValue.parse(text);
    return new MemberList(
        json.get("index").number(),
        json.get("changing").isTrue(),
        json.get("members").elements().stream()
            .map(each ->
                new Row(
                    each.get("id").number(), each.get("address").text(), each.get("kind").text()))
            .toList(),
        text);
  }
}
