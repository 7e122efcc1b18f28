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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks members over their client ports, one request at a time. Begins with the endpoint that
 * answered last and goes on to the next one as long as it is certain that nothing has happened; a
 * read goes on in any case. Safe for use by many threads, which then wait for each other.
 *
 * <p>Every request fails with {@link GatewayException}, whose kind says whether it happened.
 */
public final class GatewayClient implements AutoCloseable {
  private static final int DEADLINE_EXCEEDED = 4;
  private static final int RESOURCE_EXHAUSTED = 8;
  private static final int UNAVAILABLE = 14;

  private final List<InetSocketAddress> endpoints;
  private final ClientSettings settings;
  private final @Nullable ClientTls tls;
  private final List<@Nullable HttpConnection> connections = new ArrayList<>();
  private int preferred;

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
    this.tls = tls;
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("a client needs an endpoint");
    }
    this.endpoints = List.copyOf(endpoints);
    this.settings = settings;
    endpoints.forEach(each -> connections.add(null));
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
      throw notDone(endpoint, reply.text());
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
        failures.add(address(endpoint) + ": " + reply.text().strip());
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
    return wrote(ask("/balsa/members/" + how, body, true), MemberList::of);
  }

  /**
   * Has the leader hand over.
   *
   * @param to who shall lead, 0 for the voter that has most of the log
   * @return who leads
   */
  public long transferLeadership(long to) {
    return wrote(
        ask("/balsa/transfer", "{\"to\":" + to + "}", true),
        text -> JsonValue.parse(text).get("leader").number());
  }

  /**
   * Has the first endpoint that answers take a snapshot of its state.
   *
   * @return index of the last entry in it
   */
  public long takeSnapshot() {
    return wrote(
        ask("/balsa/snapshot", "{}", false), text -> JsonValue.parse(text).get("index").number());
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
      throw notDone(endpoint, reply.text());
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
    try (HttpConnection connection = open(endpoint, deadlineNanos())) {
      connection.send("GET", "/events?after=" + after + "&heartbeats=" + heartbeats, "");
      HttpReply reply = connection.lines(deadlineNanos(), reader);
      if (reply.status() != 200) {
        throw notDone(endpoint, reply.text());
      }
    } catch (IOException e) {
      throw notDone(endpoint, String.valueOf(e.getMessage()));
    }
  }

  /** Closes the connections. */
  @Override
  public synchronized void close() {
    for (int i = 0; i < endpoints.size(); i++) {
      drop(i);
    }
  }

  private <T> Answer<T> kv(
      String path, String body, boolean write, Function<JsonValue, T> response) {
    HttpReply reply = ask(path, body, write);
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

  private synchronized HttpReply ask(String path, String body, boolean write) {
    long deadlineNanos = deadlineNanos();
    List<String> failures = new ArrayList<>();
    for (int tried = 0; tried < endpoints.size(); tried++) {
      int endpoint = (preferred + tried) % endpoints.size();
      HttpReply reply;
      try {
        HttpConnection connection = connection(endpoint, deadlineNanos);
        try {
          connection.send("POST", path, body);
          reply = connection.receive(patience(deadlineNanos, endpoints.size() - tried, write));
        } catch (IOException e) {
          drop(endpoint);
          if (write) {
            throw new GatewayException.Unknown(
                failure(endpoint, String.valueOf(e.getMessage()))
                    + " after the request was sent; it may have been applied");
          }
          throw e;
        }
      } catch (IOException e) {
        failures.add(failure(endpoint, String.valueOf(e.getMessage())));
        continue;
      }
      if (reply.status() == 200) {
        preferred = endpoint;
        return reply;
      }
      failures.add(failure(endpoint, refusal(reply, write)));
    }
    throw new GatewayException.NotDone("nothing was done: " + String.join("; ", failures));
  }

  /** The reason to try the next endpoint, or an exception if that would be wrong or useless. */
  private static String refusal(HttpReply reply, boolean write) {
    JsonValue json;
    try {
      json = JsonValue.parse(reply.text());
    } catch (JsonException e) {
      String said = "HTTP status " + reply.status() + ": " + reply.text().strip();
      if (write && reply.status() >= 500) {
        throw new GatewayException.Unknown(said);
      }
      throw new GatewayException.Refused(0, said);
    }
    int code = (int) json.get("code").number();
    String message = json.get("error").text();
    boolean maybeDone = write && !reply.header("x-balsa-outcome").equals("not-done");
    boolean passing =
        code == UNAVAILABLE || code == RESOURCE_EXHAUSTED || code == DEADLINE_EXCEEDED;
    if (!passing && reply.status() < 500) {
      throw new GatewayException.Refused(code, message);
    }
    if (maybeDone) {
      throw new GatewayException.Unknown(message);
    }
    return message;
  }

  private HttpReply once(InetSocketAddress endpoint, String path) {
    long deadlineNanos = deadlineNanos();
    try (HttpConnection connection = open(endpoint, deadlineNanos)) {
      connection.send("GET", path, "");
      return connection.receive(deadlineNanos);
    } catch (IOException e) {
      throw notDone(endpoint, String.valueOf(e.getMessage()));
    }
  }

  private static <T> T understood(
      InetSocketAddress endpoint, String text, Function<String, T> reading) {
    try {
      return reading.apply(text);
    } catch (JsonException e) {
      throw notDone(endpoint, String.valueOf(e.getMessage()));
    }
  }

  private HttpConnection connection(int endpoint, long deadlineNanos) throws IOException {
    HttpConnection kept = connections.get(endpoint);
    if (kept != null && kept.isAlive()) {
      return kept;
    }
    drop(endpoint);
    HttpConnection made = open(endpoints.get(endpoint), deadlineNanos);
    connections.set(endpoint, made);
    return made;
  }

  private HttpConnection open(InetSocketAddress endpoint, long deadlineNanos) throws IOException {
    long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    if (leftMillis <= 0) {
      throw new IOException("no time was left to try");
    }
    int timeoutMillis = (int) Math.min(leftMillis, settings.connectTimeoutMillis());
    return HttpConnection.open(
        endpoint,
        timeoutMillis,
        (int) Math.min(leftMillis, Integer.MAX_VALUE),
        settings.replyBytesMax(),
        tls == null ? null : tls.sockets());
  }

  /** A read that one member does not answer has time left for the others. */
  private static long patience(long deadlineNanos, int endpointsLeft, boolean write) {
    long now = System.nanoTime();
    return write ? deadlineNanos : now + (deadlineNanos - now) / endpointsLeft;
  }

  private void drop(int endpoint) {
    HttpConnection connection = connections.set(endpoint, null);
    if (connection != null) {
      connection.close();
    }
  }

  private long deadlineNanos() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.requestTimeoutMillis());
  }

  private String failure(int endpoint, String why) {
    return address(endpoints.get(endpoint)) + ": " + why;
  }

  private static GatewayException.NotDone notDone(InetSocketAddress endpoint, String why) {
    return new GatewayException.NotDone(address(endpoint) + ": " + why.strip());
  }

  private static String address(InetSocketAddress endpoint) {
    return endpoint.getHostString() + ":" + endpoint.getPort();
  }
}
