package dev.balsa.server;

import dev.balsa.core.Bytes;
import dev.balsa.node.NodeStatus;
import dev.balsa.server.json.JsonWriter;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Whether a member lives, whether it can serve, and why not, for machines and for people. */
final class HealthService {
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final ServedMember member;
  private final ServerSettings settings;

  HealthService(ServedMember member, ServerSettings settings) {
    this.member = member;
    this.settings = settings;
  }

  /** Who does not live should be started again. */
  void live(Exchange exchange) {
    NodeStatus status = member.replica().status();
    boolean lives = status.phase() == NodeStatus.Phase.RUNNING;
    exchange.answer(plain(lives, lives ? "ok" : "this member has stopped"));
  }

  /**
   * Who is not ready should be asked nothing: its disk takes nothing, it is a witness, no majority
   * is seen, or it is behind. A read that every member of a majority has confirmed, and that this
   * member has caught up with, tells the last two at once.
   */
  void ready(Exchange exchange) {
    NodeStatus status = member.replica().status();
    if (status.phase() != NodeStatus.Phase.RUNNING || status.diskFull()) {
      exchange.answer(
          plain(false, status.diskFull() ? "the disk is full" : "this member has stopped"));
      return;
    }
    if (status.witness()) {
      exchange.answer(plain(false, "this member is a witness and answers no clients"));
      return;
    }
    linearizableRead(member, settings)
        .whenCompleteAsync(
            (read, failure) ->
                exchange.answer(
                    failure == null
                        ? plain(true, "ok")
                        : plain(
                            false,
                            "no majority was seen, or this member is behind: "
                                + ApiError.of(failure, false).message())),
            exchange.executor());
  }

  /** Ends when a majority has confirmed a read, or with the reason why not, in bounded time. */
  static CompletableFuture<Boolean> linearizableRead(ServedMember member, ServerSettings settings) {
    return member
        .replica()
        .read(() -> true)
        .copy()
        .orTimeout(settings.healthTimeoutMillis(), TimeUnit.MILLISECONDS);
  }

  /** What a person would want to know when something does not go on. */
  void explain(Exchange exchange) {
    NodeStatus status = member.replica().status();
    List<String> lines = new ArrayList<>();
    for (String line : Explaining.lines(status, member.links().get())) {
      lines.add(JsonWriter.quoted(line));
    }
    exchange.answer(
        Reply.ok(new JsonWriter().number("member", status.member()).array("lines", lines).end()));
  }

  private static Reply plain(boolean good, String text) {
    HttpResponseStatus status =
        good ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
    return new Reply(status, PLAIN, Bytes.utf8(text + "\n"), Map.of());
  }
}
