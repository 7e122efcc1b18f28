package dev.balsa.lab.load;

import dev.balsa.lab.check.NodeView;
import dev.balsa.lab.mirror.PythonJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Talks to one node's client port, in etcd's JSON. Safe for use by many threads. */
public final class NodeClient implements AutoCloseable {
  private static final long VIEW_MILLIS = 2_000;
  private static final int OK = 200;

  private final long node;
  private final String base;
  private final HttpClient http;

  /** A client of a node at an address; nothing is sent yet. */
  public NodeClient(long node, InetSocketAddress address) {
    this.node = node;
    this.base = "http://" + address.getHostString() + ":" + address.getPort();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(VIEW_MILLIS))
            .build();
  }

  /** What a node found in its own memory, and what it said of its age. */
  public record LocalValue(
      @Nullable String value, long appliedIndex, long behindEntries, long ageMillis) {
    /** Whether it said all of it. */
    public boolean told() {
      return appliedIndex >= 0 && behindEntries >= 0 && ageMillis >= -1;
    }
  }

  /** Writes a key. */
  public Reply put(String key, String value, long timeoutMillis) {
    return post(
        "/v3/kv/put",
        "{\"key\": \"" + base64(key) + "\", \"value\": \"" + base64(value) + "\"}",
        timeoutMillis);
  }

  /** Reads a key, linearizably. */
  public Reply range(String key, long timeoutMillis) {
    return post("/v3/kv/range", "{\"key\": \"" + base64(key) + "\"}", timeoutMillis);
  }

  /** Reads, linearizably, at most so many keys that begin with a prefix, from a key on. */
  public Reply page(String from, String prefix, int limit, long timeoutMillis) {
    byte[] end = prefix.getBytes(StandardCharsets.UTF_8);
    end[end.length - 1]++;
    return post(
        "/v3/kv/range",
        "{\"key\": \""
            + base64(from)
            + "\", \"range_end\": \""
            + Base64.getEncoder().encodeToString(end)
            + "\", \"limit\": "
            + limit
            + "}",
        timeoutMillis);
  }

  /**
   * Changes the members.
   *
   * @param how add, promote, remove, replace or move
   * @param body what is asked, as JSON; see docs/http-api.md
   */
  public Reply changeMembers(String how, String body, long timeoutMillis) {
    return post("/balsa/members/" + how, body, timeoutMillis);
  }

  /** The value of the only key in an answer to {@link #range}, or null if there is none. */
  public static @Nullable String value(Reply.Done done) {
    Map<String, String> pairs = pairs(done);
    return pairs.isEmpty() ? null : pairs.values().iterator().next();
  }

  /** All keys and values in an answer to a range. */
  public static Map<String, String> pairs(Reply.Done done) {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (done.fields().get("kvs") instanceof List<?> kvs) {
      for (Object kv : kvs) {
        if (kv instanceof Map<?, ?> map) {
          pairs.put(text(map.get("key")), text(map.get("value")));
        }
      }
    }
    return pairs;
  }

  /** Reads a key from this node's own memory; null if the node does not answer. */
  public @Nullable LocalValue localOrNull(String key, long timeoutMillis) {
    HttpRequest request =
        posting(
            "/v3/kv/range",
            "{\"key\": \"" + base64(key) + "\", \"serializable\": true}",
            timeoutMillis);
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != OK) {
        return null;
      }
      return new LocalValue(
          value(new Reply.Done(PythonJson.parseObject(response.body()))),
          response.headers().firstValueAsLong("X-Balsa-Applied-Index").orElse(-1),
          response.headers().firstValueAsLong("X-Balsa-Commit-Lag").orElse(-1),
          response.headers().firstValueAsLong("X-Balsa-Age-Millis").orElse(-2));
    } catch (IOException | IllegalArgumentException silent) {
      return null;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /**
   * What the node says of itself.
   *
   * @throws IOException if it does not answer
   */
  public NodeView view() throws IOException {
    return view(VIEW_MILLIS);
  }

  /** As {@link #view()}, within a time of one's own. */
  public NodeView view(long timeoutMillis) throws IOException {
    Reply reply = send(request("/balsa/status", timeoutMillis).GET().build());
    if (!(reply instanceof Reply.Done done)) {
      throw new IOException("node " + node + " does not answer: " + reply);
    }
    Map<String, @Nullable Object> fields = done.fields();
    return new NodeView(
        number(fields, "member", 0),
        String.valueOf(fields.get("role")).toLowerCase(Locale.ROOT),
        number(fields, "term", 0),
        number(fields, "leader", 0),
        number(fields, "lastIndex", 0),
        number(fields, "commitIndex", 0),
        number(fields, "appliedIndex", 0),
        number(fields, "lastContactMillis", -1));
  }

  private Reply post(String path, String json, long timeoutMillis) {
    return send(posting(path, json, timeoutMillis));
  }

  private HttpRequest posting(String path, String json, long timeoutMillis) {
    return request(path, timeoutMillis)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  private HttpRequest.Builder request(String path, long timeoutMillis) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(Duration.ofMillis(timeoutMillis));
  }

  private Reply send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      Map<String, @Nullable Object> fields = PythonJson.parseObject(response.body());
      return response.statusCode() == OK ? new Reply.Done(fields) : refused(response, fields);
    } catch (ConnectException nobody) {
      return new Reply.Unreachable(true, "node " + node + " is not there");
    } catch (IOException lost) {
      return new Reply.Unreachable(false, "node " + node + " gave no answer: " + lost);
    } catch (IllegalArgumentException garbled) {
      return new Reply.Unreachable(false, "node " + node + " answered " + garbled.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Reply.Unreachable(false, "interrupted");
    }
  }

  private static Reply refused(
      HttpResponse<String> response, Map<String, @Nullable Object> fields) {
    String outcome = response.headers().firstValue("X-Balsa-Outcome").orElse("unknown");
    return new Reply.Refused(
        response.statusCode(), outcome.equals("not-done"), String.valueOf(fields.get("message")));
  }

  private static long number(Map<String, @Nullable Object> fields, String name, long otherwise) {
    return switch (fields.get(name)) {
      case BigDecimal number -> number.longValue();
      case String text when text.matches("-?\\d{1,18}") -> Long.parseLong(text);
      case null, default -> otherwise;
    };
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(@Nullable Object base64) {
    return base64 == null
        ? ""
        : new String(Base64.getDecoder().decode(base64.toString()), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
