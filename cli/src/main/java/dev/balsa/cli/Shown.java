package dev.balsa.cli;

import dev.balsa.core.Bytes;
import dev.balsa.kv.KeyValue;
import dev.balsa.server.json.JsonWriter;
import java.util.Base64;

/** How keys and values are shown. */
final class Shown {
  private Shown() {}

  /** Text as it is, anything else as {@code base64:} and its base64. */
  static String text(Bytes bytes) {
    String text = bytes.utf8();
    return Bytes.utf8(text).equals(bytes)
        ? text
        : "base64:" + Base64.getEncoder().encodeToString(bytes.toArray());
  }

  /** A pair as one JSON object. */
  static JsonWriter json(KeyValue pair) {
    return new JsonWriter()
        .text("key", text(pair.key()))
        .text("value", text(pair.value()))
        .number("createRevision", pair.createRevision())
        .number("modRevision", pair.modRevision())
        .number("version", pair.version());
  }
}
