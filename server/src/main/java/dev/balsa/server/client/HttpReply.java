package dev.balsa.server.client;

import java.util.Map;

/**
 * An answer of HTTP.
 *
 * @param status its number
 * @param headers by name in lower case
 * @param text the body
 */
record HttpReply(int status, Map<String, String> headers, String text) {
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** After how many seconds the other side wants to be asked again; 0 if it does not say. */
  long retrySeconds() {
    String seconds = header("retry-after");
    return seconds.matches("\\d{1,9}") ? Long.parseLong(seconds) : 0;
  }
}
