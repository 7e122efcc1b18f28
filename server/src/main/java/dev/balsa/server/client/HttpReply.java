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
}
