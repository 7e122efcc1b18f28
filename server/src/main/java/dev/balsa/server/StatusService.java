package dev.balsa.server;

import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
import dev.balsa.etcd.rpc.StatusResponse;
import dev.balsa.kv.StoreView;
import dev.balsa.log.Identity;
import dev.balsa.net.PeerLink;
import dev.balsa.node.FollowerStatus;
import dev.balsa.node.NodeStatus;
import dev.balsa.server.json.JsonWriter;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;

/** What a member says of itself: health, version, status. */
final class StatusService {
  /** The version of etcd whose API this is the measure for. */
  static final String ETCD_VERSION = "3.4.23";

  private final ServedMember member;
  private final ServerSettings settings;

  StatusService(ServedMember member, ServerSettings settings) {
    this.member = member;
    this.settings = settings;
  }

  /** Healthy is who knows a leader and can read what is linearizable. */
  void health(Exchange exchange) {
    if (member.replica().status().leader() == HardState.NOBODY) {
      exchange.answer(health("no leader"));
      return;
    }
    HealthService.linearizableRead(member, settings)
        .whenCompleteAsync(
            (read, failure) ->
                exchange.answer(
                    failure == null
                        ? Reply.ok(new JsonWriter().text("health", "true").end())
                        : health(ApiError.of(failure, false).message())),
            exchange.executor());
  }

  private static Reply health(String reason) {
    return Reply.json(
        HttpResponseStatus.SERVICE_UNAVAILABLE,
        new JsonWriter().text("health", "false").text("reason", reason).end());
  }

  void version(Exchange exchange) {
    exchange.answer(
        Reply.ok(
            new JsonWriter()
                .text("etcdserver", ETCD_VERSION)
                .text("etcdcluster", "3.4.0")
                .text("balsa", Version.TEXT)
                .end()));
  }

  /** Etcd's Maintenance.Status. */
  void maintenance(Exchange exchange) {
    NodeStatus status = member.replica().status();
    StoreView view = member.store().view();
    StatusResponse.Builder message =
        StatusResponse.newBuilder()
            .setHeader(KvService.header(member, view.revision(), status))
            .setVersion(ETCD_VERSION)
            .setDbSize(view.sizeBytes())
            .setDbSizeInUse(view.sizeBytes())
            .setLeader(status.leader())
            .setRaftIndex(status.lastIndex())
            .setRaftTerm(status.term())
            .setRaftAppliedIndex(status.appliedIndex());
    if (status.leader() == HardState.NOBODY) {
      message.addErrors("etcdserver: no leader");
    }
    exchange.answer(
        new Reply(HttpResponseStatus.OK, Reply.JSON, RpcJson.write(message), java.util.Map.of()));
  }

  /** All there is to know, in our own shape. */
  void balsa(Exchange exchange) {
    NodeStatus status = member.replica().status();
    Identity identity = member.identity();
    StoreView view = member.store().view();
    exchange.answer(
        Reply.ok(
            new JsonWriter()
                .text("version", Version.TEXT)
                .number("member", identity.memberId())
                .text("cluster", String.format("%016x", identity.clusterId()))
                .text("directory", String.format("%016x", identity.directoryId()))
                .number("boot", identity.bootCounter())
                .text("phase", word(status.phase()))
                .text("role", word(status.role()))
                .number("term", status.term())
                .number("leader", status.leader())
                .number("lastIndex", status.lastIndex())
                .number("durableIndex", status.durableIndex())
                .number("commitIndex", status.commitIndex())
                .number("appliedIndex", status.appliedIndex())
                .number(
                    "lastContactMillis",
                    status.role() == RoleName.LEADER ? 0 : status.lastContactMillis())
                .number("snapshotIndex", status.snapshotIndex())
                .truth("diskFull", status.diskFull())
                .truth("witness", status.witness())
                .array(
                    "followers", status.followers().stream().map(StatusService::follower).toList())
                .json("members", MemberService.json(status.members()))
                .json("store", store(view))
                .array("links", member.links().get().stream().map(StatusService::link).toList())
                .end()));
  }

  private static String follower(FollowerStatus follower) {
    return new JsonWriter()
        .number("member", follower.member())
        .number("matchIndex", follower.matchIndex())
        .number("heardMillis", follower.heardMillis())
        .truth("diskFull", follower.diskFull())
        .end();
  }

  private static String store(StoreView view) {
    return new JsonWriter()
        .number("revision", view.revision())
        .number("keys", view.keyCount())
        .number("sizeBytes", view.sizeBytes())
        .number("appliedIndex", view.appliedIndex())
        .text("hash", String.format("%016x", view.stateHash()))
        .end();
  }

  private static String link(PeerLink link) {
    JsonWriter json =
        new JsonWriter()
            .number("member", link.member())
            .text("address", address(link))
            .text("state", word(link.state()))
            .truth("inbound", link.inbound())
            .number("framesOut", link.framesOut())
            .number("bytesOut", link.bytesOut())
            .number("framesIn", link.framesIn())
            .number("bytesIn", link.bytesIn())
            .number("dropped", link.dropped())
            .number("waitingBytes", link.waitingBytes())
            .number("roundTripMicros", link.roundTripMicros());
    String error = link.lastError();
    return (error == null ? json : json.text("lastError", error)).end();
  }

  private static String address(PeerLink link) {
    return link.address().getHostString() + ":" + link.address().getPort();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
