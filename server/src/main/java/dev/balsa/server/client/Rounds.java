package dev.balsa.server.client;

import dev.balsa.server.json.JsonException;
import dev.balsa.server.json.JsonValue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks endpoints one after the other until one has done what was asked, and keeps a connection to
 * each. Safe for use by many threads, which then wait for each other.
 */
final class Rounds implements AutoCloseable {
  private static final int DEADLINE_EXCEEDED = 4;
  private static final int RESOURCE_EXHAUSTED = 8;
  private static final int UNAVAILABLE = 14;

  private final List<InetSocketAddress> endpoints;
  private final ClientSettings settings;
  private final @Nullable ClientTls tls;
  private final LongConsumer pauseNanos;
  private final List<@Nullable HttpConnection> connections = new ArrayList<>();
  private int preferred;

  Rounds(
      List<InetSocketAddress> endpoints,
      ClientSettings settings,
      @Nullable ClientTls tls,
      LongConsumer pauseNanos) {
    this.endpoints = endpoints;
    this.settings = settings;
    this.tls = tls;
    this.pauseNanos = pauseNanos;
    endpoints.forEach(each -> connections.add(null));
  }

  /** Asks; begins another round if an endpoint says when, and there is time until then. */
  synchronized HttpReply ask(String path, String body, boolean write) {
    long deadlineNanos = deadlineNanos();
    while (true) {
      List<String> failures = new ArrayList<>();
      long retrySeconds = 0;
      for (int tried = 0; tried < endpoints.size(); tried++) {
        int endpoint = (preferred + tried) % endpoints.size();
        HttpReply reply;
        try {
          long patience = patience(deadlineNanos, endpoints.size() - tried, write);
          reply = exchange(endpoint, path, body, write, deadlineNanos, patience);
        } catch (IOException e) {
          failures.add(failure(endpoint, String.valueOf(e.getMessage())));
          continue;
        }
        if (reply.status() == 200) {
          preferred = endpoint;
          return reply;
        }
        failures.add(failure(endpoint, refusal(reply, write)));
        retrySeconds = sooner(retrySeconds, reply.retrySeconds());
      }
      long waitNanos = TimeUnit.SECONDS.toNanos(retrySeconds);
      if (waitNanos == 0 || waitNanos >= deadlineNanos - System.nanoTime()) {
        throw new GatewayException.NotDone("nothing was done: " + String.join("; ", failures));
      }
      pauseNanos.accept(waitNanos);
    }
  }

  private HttpReply exchange(
      int endpoint, String path, String body, boolean write, long deadlineNanos, long patienceNanos)
      throws IOException {
    HttpConnection connection = connection(endpoint, deadlineNanos);
    try {
      connection.send("POST", path, body);
      return connection.receive(patienceNanos);
    } catch (IOException e) {
      drop(endpoint);
      if (write) {
        throw new GatewayException.Unknown(
            failure(endpoint, String.valueOf(e.getMessage()))
                + " after the request was sent; it may have been applied");
      }
      throw e;
    }
  }

  private static long sooner(long seconds, long others) {
    return seconds == 0 || others == 0 ? Math.max(seconds, others) : Math.min(seconds, others);
  }

  /** Waits; who is interrupted meanwhile gets no answer. */
  static void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayException.NotDone("nothing was done: interrupted before the next attempt");
    }
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

  /** A new connection, for who does not want to share one. */
  HttpConnection open(InetSocketAddress endpoint, long deadlineNanos) throws IOException {
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

  /** When a request that begins now has to be over. */
  long deadlineNanos() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.requestTimeoutMillis());
  }

  private String failure(int endpoint, String why) {
    return address(endpoints.get(endpoint)) + ": " + why;
  }

  static GatewayException.NotDone notDone(InetSocketAddress endpoint, String why) {
    return new GatewayException.NotDone(address(endpoint) + ": " + why.strip());
  }

  static String address(InetSocketAddress endpoint) {
    return endpoint.getHostString() + ":" + endpoint.getPort();
  }

  /** Closes the connections. */
  @Override
  public synchronized void close() {
    for (int i = 0; i < endpoints.size(); i++) {
      drop(i);
    }
  }
}
