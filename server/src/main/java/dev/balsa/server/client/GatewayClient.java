package dev.balsa.server.client;

import dev.balsa.core.Bytes;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.DeleteRangeResponse;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.PutResponse;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.RangeResponse;
import dev.balsa.kv.TxnRequest;
import dev.balsa.kv.TxnResponse;
import dev.balsa.server.json.JsonException;
import dev.balsa.server.json.JsonValue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks members over their client ports, one request at a time. Begins with the endpoint that
 * answered last and goes on to the next one as long as it is certain that nothing has happened; a
 * read goes on in any case. Where an endpoint refuses for now and says when to come again ({@code
 * Retry-After}), and nobody else does it, it waits so long and asks again, within the time for the
 * request. Safe for use by many threads, which then wait for each other.
 *
 * <p>Every request fails with {@link GatewayException}, whose kind says whether it happened.
 */
public final class GatewayClient implements AutoCloseable {
  private final List<InetSocketAddress> endpoints;
  private final Rounds rounds;

  /**
   * Connects to nobody yet.
   *
   * @throws IllegalArgumentException if there is no endpoint
   */
  public GatewayClient(List<InetSocketAddress> endpoints, ClientSettings settings) {
    this(endpoints, settings, null);
  }

  /**
   * Connects to nobody yet.
   *
   * @param tls makes connections secret, see {@link ClientTls}; null for plain ones
   * @throws IllegalArgumentException if there is no endpoint
   */
  public GatewayClient(
      List<InetSocketAddress> endpoints, ClientSettings settings, @Nullable ClientTls tls) {
    this(endpoints, settings, tls, Rounds::pause);
  }

  /**
   * As the others.
   *
   * @param pauseNanos how it waits
   */
  GatewayClient(
      List<InetSocketAddress> endpoints,
      ClientSettings settings,
      @Nullable ClientTls tls,
      LongConsumer pauseNanos) {
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("a client needs an endpoint");
    }
    this.endpoints = List.copyOf(endpoints);
    this.rounds = new Rounds(this.endpoints, settings, tls, pauseNanos);
  }

  /** Writes a key. */
  public Answer<PutResponse> put(PutRequest request) {
    return kv("/v3/kv/put", RequestJson.put(request), true, ResponseJson::put);
  }

  /** Reads keys. */
  public Answer<RangeResponse> range(RangeRequest request) {
    return kv("/v3/kv/range", RequestJson.range(request), false, ResponseJson::range);
  }

  /** Deletes keys. */
  public Answer<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
    return kv(
        "/v3/kv/deleterange", RequestJson.deleteRange(request), true, ResponseJson::deleteRange);
  }

  /** Does a transaction. */
  public Answer<TxnResponse> txn(TxnRequest request) {
    return kv("/v3/kv/txn", RequestJson.txn(request), !request.isReadOnly(), ResponseJson::txn);
  }

  /** The pair of a key, linearizable. */
  public Optional<KeyValue> get(Bytes key) {
    return range(RangeRequest.of(key)).response().kvs().stream().findFirst();
  }

  /**
   * What the member at one endpoint says of itself.
   *
   * @throws GatewayException.NotDone if it cannot be reached
   */
  public MemberStatus status(InetSocketAddress endpoint) {
    HttpReply reply = once(endpoint, "/balsa/status");
    if (reply.status() != 200) {
      throw Rounds.notDone(endpoint, reply.text());
    }
    return understood(endpoint, reply.text(), MemberStatus::of);
  }

  /** The members, as the first endpoint that answers knows them. */
  public MemberList members() {
    List<String> failures = new ArrayList<>();
    for (InetSocketAddress endpoint : endpoints) {
      try {
        HttpReply reply = once(endpoint, "/balsa/members");
        if (reply.status() == 200) {
          return understood(endpoint, reply.text(), MemberList::of);
        }
        failures.add(Rounds.address(endpoint) + ": " + reply.text().strip());
      } catch (GatewayException.NotDone silent) {
        failures.add(String.valueOf(silent.getMessage()));
      }
    }
    throw new GatewayException.NotDone(String.join("; ", failures));
  }

  /**
   * Changes the members.
   *
   * @param how add, promote, remove, replace or move
   * @param body what is asked, as JSON; see docs/http-api.md
   * @return the members when the change is over
   */
  public MemberList changeMembers(String how, String body) {
    return wrote(rounds.ask("/balsa/members/" + how, body, true), MemberList::of);
  }

  /**
   * Has the leader hand over.
   *
   * @param to who shall lead, 0 for the voter that has most of the log
   * @return who leads
   */
  public long transferLeadership(long to) {
    return wrote(
        rounds.ask("/balsa/transfer", "{\"to\":" + to + "}", true),
        text -> JsonValue.parse(text).get("leader").number());
  }

  /**
   * Has the first endpoint that answers take a snapshot of its state.
   *
   * @return index of the last entry in it
   */
  public long takeSnapshot() {
    return wrote(
        rounds.ask("/balsa/snapshot", "{}", false),
        text -> JsonValue.parse(text).get("index").number());
  }

  private static <T> T wrote(HttpReply reply, Function<String, T> reading) {
    try {
      return reading.apply(reply.text());
    } catch (JsonException e) {
      throw new GatewayException.Unknown("an answer that is not understood: " + e.getMessage());
    }
  }

  /**
   * What the member at one endpoint says of who leads, what holds it up and why, in plain words.
   *
   * @throws GatewayException.NotDone if it cannot be reached
   */
  public Explanation explain(InetSocketAddress endpoint) {
    HttpReply reply = once(endpoint, "/balsa/explain");
    if (reply.status() != 200) {
      throw Rounds.notDone(endpoint, reply.text());
    }
    return understood(endpoint, reply.text(), Explanation::of);
  }

  /**
   * Whether the member at one endpoint can serve.
   *
   * @throws GatewayException.NotDone if it cannot be reached
   */
  public Health health(InetSocketAddress endpoint) {
    HttpReply reply = once(endpoint, "/health");
    return understood(
        endpoint,
        reply.text(),
        text -> {
          JsonValue json = JsonValue.parse(text);
          return new Health(json.get("health").text().equals("true"), json.get("reason").text());
        });
  }

  /**
   * Reads what the member at one endpoint does, line by line, until the reader has enough or the
   * connection ends.
   *
   * @param after the sequence number to begin behind, 0 for all that is kept
   * @param reader gets each line, JSON; says whether it wants more
   * @throws GatewayException.NotDone if it cannot be reached or does not want to tell
   */
  public void events(
      InetSocketAddress endpoint, long after, boolean heartbeats, Predicate<String> reader) {
    try (HttpConnection connection = rounds.open(endpoint, rounds.deadlineNanos())) {
      connection.send("GET", "/events?after=" + after + "&heartbeats=" + heartbeats, "");
      HttpReply reply = connection.lines(rounds.deadlineNanos(), reader);
      if (reply.status() != 200) {
        throw Rounds.notDone(endpoint, reply.text());
      }
    } catch (IOException e) {
      throw Rounds.notDone(endpoint, String.valueOf(e.getMessage()));
    }
  }

  /** Closes the connections. */
  @Override
  public void close() {
    rounds.close();
  }

  private <T> Answer<T> kv(
      String path, String body, boolean write, Function<JsonValue, T> response) {
    HttpReply reply = rounds.ask(path, body, write);
    try {
      JsonValue json = JsonValue.parse(reply.text());
      JsonValue header = json.get("header");
      return new Answer<>(
          response.apply(json),
          header.get("cluster_id").number(),
          header.get("member_id").number(),
          header.get("revision").number(),
          header.get("raft_term").number(),
          age(reply));
    } catch (JsonException e) {
      throw new GatewayException.Unknown("an answer that is not understood: " + e.getMessage());
    }
  }

  private static Answer.@Nullable Age age(HttpReply reply) {
    String applied = reply.header("x-balsa-applied-index");
    if (applied.isEmpty()) {
      return null;
    }
    try {
      return new Answer.Age(
          Long.parseLong(applied),
          Long.parseLong(reply.header("x-balsa-commit-lag")),
          Long.parseLong(reply.header("x-balsa-age-millis")));
    } catch (NumberFormatException e) {
      throw new JsonException("headers that are no numbers: " + reply.headers());
    }
  }

  private HttpReply once(InetSocketAddress endpoint, String path) {
    long deadlineNanos = rounds.deadlineNanos();
    try (HttpConnection connection = rounds.open(endpoint, deadlineNanos)) {
      connection.send("GET", path, "");
      return connection.receive(deadlineNanos);
    } catch (IOException e) {
      throw Rounds.notDone(endpoint, String.valueOf(e.getMessage()));
    }
  }

  private static <T> T understood(
      InetSocketAddress endpoint, String text, Function<String, T> reading) {
    try {
      return reading.apply(text);
    } catch (JsonException e) {
      throw Rounds.notDone(endpoint, String.valueOf(e.getMessage()));
    }
  }
}
