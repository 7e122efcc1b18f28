package dev.balsa.server;

import dev.balsa.kv.KvError;
import dev.balsa.kv.KvException;
import dev.balsa.node.RequestException;
import dev.balsa.server.json.JsonWriter;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/**
 * Why a request failed, as etcd's gateway says it, and on top of that whether it may have happened.
 *
 * @param code the number gRPC gives this kind of error
 * @param status the status HTTP has for it
 * @param message in etcd's words where it has some
 * @param outcome whether the request may have changed something
 * @param retrySeconds after which it is worth trying again; 0 if that is not known
 */
record ApiError(
    int code, HttpResponseStatus status, String message, Outcome outcome, int retrySeconds) {
  static final String OUTCOME_HEADER = "X-Balsa-Outcome";
  static final String RETRY_HEADER = "Retry-After";

  static final int INVALID_ARGUMENT = 3;
  static final int DEADLINE_EXCEEDED = 4;
  static final int NOT_FOUND = 5;
  static final int PERMISSION_DENIED = 7;
  static final int RESOURCE_EXHAUSTED = 8;
  static final int FAILED_PRECONDITION = 9;
  static final int OUT_OF_RANGE = 11;
  static final int UNIMPLEMENTED = 12;
  static final int INTERNAL = 13;
  static final int UNAVAILABLE = 14;

  /** What is known of a request that failed. */
  enum Outcome {
    /** It did not happen and never will. */
    NOT_DONE("not-done"),
    /** It may have happened. */
    UNKNOWN("unknown");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }
  }

  static ApiError of(int code, String message) {
    return of(code, message, Outcome.NOT_DONE);
  }

  private static ApiError of(int code, String message, Outcome outcome) {
    return new ApiError(code, status(code), message, outcome, 0);
  }

  /** Too much waits here; it does not matter whose. */
  static ApiError busy() {
    return of(RESOURCE_EXHAUSTED, "etcdserver: too many requests").retryAfter(1);
  }

  static ApiError of(KvError error) {
    return of(error.code().number(), error.text());
  }

  /** The same with another status. */
  ApiError with(HttpResponseStatus newStatus) {
    return new ApiError(code, newStatus, message, outcome, retrySeconds);
  }

  /** The same with advice when to try again. */
  ApiError retryAfter(int seconds) {
    return new ApiError(code, status, message, outcome, seconds);
  }

  /** What a failed future of the member means to a client. */
  static ApiError of(Throwable failure, boolean write) {
    return switch (failure) {
      case CompletionException wrapped when wrapped.getCause() != null ->
          of(wrapped.getCause(), write);
      case KvException refused -> of(refused.error());
      case RequestException.NotDone notDone -> of(notDone);
      case RequestException.Unknown unknown -> late(write);
      case TimeoutException late -> late(write);
      default ->
          of(
              INTERNAL,
              "balsa: internal error: " + failure,
              write ? Outcome.UNKNOWN : Outcome.NOT_DONE);
    };
  }

  private static ApiError of(RequestException.NotDone notDone) {
    return switch (notDone.reason()) {
      case NO_LEADER -> of(UNAVAILABLE, "etcdserver: no leader");
      case LOST -> of(UNAVAILABLE, "etcdserver: leader changed");
      case OVERLOADED -> busy();
      case NO_SPACE -> of(KvError.NO_SPACE);
      case TOO_LARGE -> of(KvError.TOO_LARGE);
      case SESSION_EXPIRED -> of(UNAVAILABLE, "etcdserver: session expired");
      case NOT_LEADER -> of(UNAVAILABLE, "balsa: " + notDone.getMessage());
      case REFUSED -> of(FAILED_PRECONDITION, "balsa: " + notDone.getMessage());
      case STOPPED -> of(UNAVAILABLE, "etcdserver: server stopped");
    };
  }

  /** What it means that nothing came in time. */
  static ApiError late(boolean write) {
    return write
        ? of(
            DEADLINE_EXCEEDED,
            "etcdserver: request timed out, outcome unknown: it may have been applied",
            Outcome.UNKNOWN)
        : of(DEADLINE_EXCEEDED, "etcdserver: request timed out");
  }

  Reply reply() {
    String json =
        new JsonWriter().text("error", message).number("code", code).text("message", message).end();
    Map<String, String> headers =
        retrySeconds == 0
            ? Map.of(OUTCOME_HEADER, outcome.word)
            : Map.of(OUTCOME_HEADER, outcome.word, RETRY_HEADER, Integer.toString(retrySeconds));
    return Reply.json(status, json).with(headers);
  }

  private static HttpResponseStatus status(int code) {
    return switch (code) {
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpResponseStatus.BAD_REQUEST;
      case DEADLINE_EXCEEDED -> HttpResponseStatus.GATEWAY_TIMEOUT;
      case NOT_FOUND -> HttpResponseStatus.NOT_FOUND;
      case PERMISSION_DENIED -> HttpResponseStatus.FORBIDDEN;
      case RESOURCE_EXHAUSTED -> HttpResponseStatus.TOO_MANY_REQUESTS;
      case UNIMPLEMENTED -> HttpResponseStatus.NOT_IMPLEMENTED;
      case UNAVAILABLE -> HttpResponseStatus.SERVICE_UNAVAILABLE;
      default -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
    };
  }
}
