package dev.balsa.server.client;

import dev.balsa.core.Bytes;
import dev.balsa.kv.DeleteRangeResponse;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.PutResponse;
import dev.balsa.kv.RangeResponse;
import dev.balsa.kv.ResponseOp;
import dev.balsa.kv.TxnResponse;
import dev.balsa.server.json.JsonException;
import dev.balsa.server.json.JsonValue;
import java.util.Base64;
import java.util.List;

/** The gateway's JSON as answers. */
final class ResponseJson {
  private ResponseJson() {}

  static PutResponse put(JsonValue json) {
    JsonValue previous = json.get("prev_kv");
    return new PutResponse(
        revision(json), previous instanceof JsonValue.Obj ? pair(previous) : null);
  }

  static RangeResponse range(JsonValue json) {
    return new RangeResponse(
        revision(json),
        pairs(json.get("kvs")),
        json.get("more").isTrue(),
        json.get("count").number());
  }

  static DeleteRangeResponse deleteRange(JsonValue json) {
    return new DeleteRangeResponse(
        revision(json), json.get("deleted").number(), pairs(json.get("prev_kvs")));
  }

  static TxnResponse txn(JsonValue json) {
    List<ResponseOp> responses =
        json.get("responses").elements().stream().map(ResponseJson::op).toList();
    return new TxnResponse(revision(json), json.get("succeeded").isTrue(), responses);
  }

  private static ResponseOp op(JsonValue json) {
    if (!(json instanceof JsonValue.Obj object) || object.members().size() != 1) {
      throw new JsonException("not the answer to an operation: " + json);
    }
    String kind = object.members().keySet().iterator().next();
    JsonValue response = object.get(kind);
    return switch (kind) {
      case "response_put" -> put(response);
      case "response_range" -> range(response);
      case "response_delete_range" -> deleteRange(response);
      case "response_txn" -> txn(response);
      default -> throw new JsonException("not the answer to an operation: " + kind);
    };
  }

  private static long revision(JsonValue json) {
    return json.get("header").get("revision").number();
  }

  private static List<KeyValue> pairs(JsonValue json) {
    return json.elements().stream().map(ResponseJson::pair).toList();
  }

  private static KeyValue pair(JsonValue json) {
    return new KeyValue(
        bytes(json.get("key")),
        bytes(json.get("value")),
        json.get("create_revision").number(),
        json.get("mod_revision").number(),
        json.get("version").number(),
        json.get("lease").number());
  }

  private static Bytes bytes(JsonValue json) {
    try {
      return Bytes.wrap(Base64.getDecoder().decode(json.text()));
    } catch (IllegalArgumentException e) {
      throw new JsonException("not base64: " + json.text());
    }
  }
}
