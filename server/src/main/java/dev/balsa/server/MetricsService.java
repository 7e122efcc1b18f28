package dev.balsa.server;

import dev.balsa.core.Bytes;
import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
import dev.balsa.kv.StoreView;
import dev.balsa.net.PeerLink;
import dev.balsa.node.Counter;
import dev.balsa.node.FollowerStatus;
import dev.balsa.node.NodeStatus;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import java.util.Map;

/** What can be measured of a member, in the text format of Prometheus. */
final class MetricsService {
  static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final ServedMember member;
  private final Clients clients;

  MetricsService(ServedMember member, Clients clients) {
    this.member = member;
    this.clients = clients;
  }

  void metrics(Exchange exchange) {
    exchange.answer(new Reply(HttpResponseStatus.OK, TEXT, Bytes.utf8(text()), Map.of()));
  }

  private String text() {
    StringBuilder out = new StringBuilder(4096);
    node(out, member.replica().status());
    for (Counter counter : Counter.values()) {
      String name = "balsa_" + counter.name().toLowerCase(Locale.ROOT) + "_total";
      counter(out, name, help(counter), member.replica().count(counter));
    }
    store(out, member.store().view());
    links(out);
    clients(out);
    return out.toString();
  }

  private static String help(Counter counter) {
    return switch (counter) {
      case ELECTIONS -> "Times this member became a candidate.";
      case LEADER_CHANGES -> "Times it learned of another leader, or of none.";
      case PROPOSALS -> "Commands it appended as a leader.";
      case REFUSALS -> "Proposals, reads and changes its core refused.";
      case READS -> "Linearizable reads that were confirmed here.";
      case LOG_WRITES -> "Writes that were synced to its log.";
      case LOG_ENTRIES -> "Entries that were synced to its log.";
      case LOG_BYTES -> "Bytes of commands that were synced to its log.";
      case APPLIED -> "Entries its state machine applied.";
      case SNAPSHOTS_TAKEN -> "Snapshots it took of its state.";
      case SNAPSHOTS_RESTORED -> "Snapshots that took the place of its state.";
      case SNAPSHOT_BYTES_RECEIVED -> "Bytes of snapshots that others sent it.";
      case SNAPSHOT_BYTES_REUSED -> "Bytes of them that its own snapshot had already.";
      case DISK_FULL -> "Times its disk became full.";
    };
  }

  private static void node(StringBuilder out, NodeStatus status) {
    gauge(
        out,
        "balsa_up",
        "1 if the member runs.",
        truth(status.phase() == NodeStatus.Phase.RUNNING));
    gauge(out, "balsa_leads", "1 if it leads.", truth(status.role() == RoleName.LEADER));
    gauge(
        out,
        "balsa_knows_leader",
        "1 if it knows a leader.",
        truth(status.leader() != HardState.NOBODY));
    gauge(out, "balsa_term", "Its current term.", status.term());
    gauge(out, "balsa_last_index", "Last entry of its log.", status.lastIndex());
    gauge(out, "balsa_durable_index", "Last entry that is on its disk.", status.durableIndex());
    gauge(out, "balsa_commit_index", "Last entry it knows to be committed.", status.commitIndex());
    gauge(out, "balsa_applied_index", "Last entry it has applied.", status.appliedIndex());
    gauge(
        out, "balsa_snapshot_index", "Last entry of its newest snapshot.", status.snapshotIndex());
    gauge(
        out,
        "balsa_leader_contact_millis",
        "Milliseconds since it heard from the leader, -1 if never.",
        status.lastContactMillis());
    gauge(
        out,
        "balsa_disk_is_full",
        "1 if its disk takes no more entries.",
        truth(status.diskFull()));
    gauge(
        out,
        "balsa_members_changing",
        "1 while a change of the members is going on.",
        truth(status.members().isChanging()));
    counter(
        out,
        "balsa_messages_dropped_total",
        "Messages of members it could not take.",
        status.messagesDropped());
    family(out, "balsa_follower_match_index", "gauge", "On the leader: how far another one is.");
    for (FollowerStatus each : status.followers()) {
      sample(out, "balsa_follower_match_index", label(each.member()), each.matchIndex());
    }
  }

  private static void store(StringBuilder out, StoreView view) {
    gauge(out, "balsa_store_keys", "Keys in its store.", view.keyCount());
    gauge(out, "balsa_store_bytes", "Bytes of keys and values in its store.", view.sizeBytes());
    gauge(out, "balsa_store_revision", "Revision of its store.", view.revision());
  }

  private void links(StringBuilder out) {
    family(out, "balsa_peer_connected", "gauge", "1 if it is connected with another member.");
    for (PeerLink link : member.links().get()) {
      long connected = truth(link.state() == PeerLink.State.CONNECTED);
      sample(out, "balsa_peer_connected", label(link.member()), connected);
    }
    family(out, "balsa_peer_sent_bytes_total", "counter", "Bytes sent to another member.");
    for (PeerLink link : member.links().get()) {
      sample(out, "balsa_peer_sent_bytes_total", label(link.member()), link.bytesOut());
    }
    family(out, "balsa_peer_received_bytes_total", "counter", "Bytes from another member.");
    for (PeerLink link : member.links().get()) {
      sample(out, "balsa_peer_received_bytes_total", label(link.member()), link.bytesIn());
    }
    family(
        out, "balsa_peer_dropped_total", "counter", "Messages it did not send: too much waited.");
    for (PeerLink link : member.links().get()) {
      sample(out, "balsa_peer_dropped_total", label(link.member()), link.dropped());
    }
    family(out, "balsa_peer_round_trip_micros", "gauge", "Last round trip of a ping.");
    for (PeerLink link : member.links().get()) {
      sample(out, "balsa_peer_round_trip_micros", label(link.member()), link.roundTripMicros());
    }
  }

  /** Sums only: one line for each client would be as many as there are clients. */
  private void clients(StringBuilder out) {
    gauge(out, "balsa_clients", "Clients whose requests are counted.", clients.count());
    counter(
        out, "balsa_client_requests_total", "Requests that a rate applied to.", clients.requests());
    counter(
        out,
        "balsa_client_over_requests_total",
        "Requests refused because their client was over its requests per second.",
        clients.overRequests());
    counter(
        out,
        "balsa_client_over_bytes_total",
        "Requests refused because their client was over its bytes per second.",
        clients.overBytes());
    counter(
        out,
        "balsa_client_over_share_total",
        "Requests refused because their client held more than was left for others.",
        clients.overShare());
  }

  private static String label(long peer) {
    return "{peer=\"" + peer + "\"}";
  }

  private static long truth(boolean value) {
    return value ? 1 : 0;
  }

  private static void gauge(StringBuilder out, String name, String help, long value) {
    family(out, name, "gauge", help);
    sample(out, name, "", value);
  }

  private static void counter(StringBuilder out, String name, String help, long value) {
    family(out, name, "counter", help);
    sample(out, name, "", value);
  }

  private static void family(StringBuilder out, String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void sample(StringBuilder out, String name, String labels, long value) {
    out.append(name).append(labels).append(' ').append(value).append('\n');
  }
}
