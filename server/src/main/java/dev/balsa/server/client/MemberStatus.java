package dev.balsa.server.client;

import dev.balsa.server.json.JsonValue;
import java.util.List;

/**
 * What a member says of itself.
 *
 * @param version the program's
 * @param member its id
 * @param cluster id of the cluster, in 16 hexadecimal digits
 * @param directory id of its data directory, in 16 hexadecimal digits
 * @param boot how often it was started
 * @param phase running, stopped or failed
 * @param role follower, pre-candidate, candidate or leader
 * @param witness whether it keeps no state and answers no clients
 * @param term its currentTerm
 * @param leader the leader it knows, 0 for none
 * @param lastIndex index of the last entry of its log
 * @param durableIndex up to here its log is on disk
 * @param commitIndex up to here it knows entries to be committed
 * @param appliedIndex up to here its store has applied
 * @param lastContactMillis milliseconds since it last heard from the leader, 0 on the leader, -1 if
 *     never
 * @param revision of its store
 * @param keys in its store
 * @param sizeBytes of its store
 * @param hash of its store, in 16 hexadecimal digits
 * @param links how it reaches the others
 * @param json all it said, as it said it
 */
public record MemberStatus(
    String version,
    long member,
    String cluster,
    String directory,
    long boot,
    String phase,
    String role,
    boolean witness,
    long term,
    long leader,
    long lastIndex,
    long durableIndex,
    long commitIndex,
    long appliedIndex,
    long lastContactMillis,
    long revision,
    long keys,
    long sizeBytes,
    String hash,
    List<Link> links,
    String json) {
  /**
   * How it reaches another member.
   *
   * @param member the other one's id
   * @param address where it is dialled
   * @param state waiting, connecting, connected, refused or closed
   * @param lastError why the last attempt ended; empty if none has
   */
  public record Link(long member, String address, String state, String lastError) {}

  /** Copies the list. */
  public MemberStatus {
    links = List.copyOf(links);
  }

  static MemberStatus of(String text) {
    JsonValue json = JsonValue.parse(text);
    JsonValue store = json.get("store");
    return new MemberStatus(
        json.get("version").text(),
        json.get("member").number(),
        json.get("cluster").text(),
        json.get("directory").text(),
        json.get("boot").number(),
        json.get("phase").text(),
        json.get("role").text(),
        json.get("witness").isTrue(),
        json.get("term").number(),
        json.get("leader").number(),
        json.get("lastIndex").number(),
        json.get("durableIndex").number(),
        json.get("commitIndex").number(),
        json.get("appliedIndex").number(),
        json.get("lastContactMillis").number(),
        store.get("revision").number(),
        store.get("keys").number(),
        store.get("sizeBytes").number(),
        store.get("hash").text(),
        json.get("links").elements().stream().map(MemberStatus::link).toList(),
        text);
  }

  private static Link link(JsonValue json) {
    return new Link(
        json.get("member").number(),
        json.get("address").text(),
        json.get("state").text(),
        json.get("lastError").text());
  }
}
