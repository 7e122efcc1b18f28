package dev.balsa.server;

import dev.balsa.core.Bytes;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/**
 * An answer on its way to the client.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body the whole of it
 * @param headers besides those every answer has
 */
record Reply(
    HttpResponseStatus status, String contentType, Bytes body, Map<String, String> headers) {
  static final String JSON = "application/json";

  Reply {
    headers = Map.copyOf(headers);
  }

  static Reply json(HttpResponseStatus status, String json) {
    return new Reply(status, JSON, Bytes.utf8(json), Map.of());
  }

  static Reply ok(String json) {
    return json(HttpResponseStatus.OK, json);
  }

  Reply with(Map<String, String> newHeaders) {
    return new Reply(status, contentType, body, newHeaders);
  }
}
