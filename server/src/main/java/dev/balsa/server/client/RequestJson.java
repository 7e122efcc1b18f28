package dev.balsa.server.client;

import dev.balsa.core.Bytes;
import dev.balsa.kv.Compare;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.RequestOp;
import dev.balsa.kv.TxnRequest;
import dev.balsa.server.json.JsonWriter;
import java.util.Base64;
import java.util.List;

/** Requests as the gateway's JSON. */
final class RequestJson {
  private RequestJson() {}

  static String put(PutRequest put) {
    JsonWriter json = new JsonWriter();
    bytes(json, "key", put.key());
    bytes(json, "value", put.value());
    number(json, "lease", put.lease());
    truth(json, "prev_kv", put.prevKv());
    truth(json, "ignore_value", put.ignoreValue());
    truth(json, "ignore_lease", put.ignoreLease());
    return json.end();
  }

  static String range(RangeRequest range) {
    JsonWriter json = new JsonWriter();
    bytes(json, "key", range.key());
    bytes(json, "range_end", range.rangeEnd());
    number(json, "limit", range.limit());
    number(json, "revision", range.revision());
    json.text("sort_order", range.sortOrder().name());
    json.text("sort_target", range.sortTarget().name());
    truth(json, "serializable", range.serializable());
    truth(json, "keys_only", range.keysOnly());
    truth(json, "count_only", range.countOnly());
    number(json, "min_mod_revision", range.minModRevision());
    number(json, "max_mod_revision", range.maxModRevision());
    number(json, "min_create_revision", range.minCreateRevision());
    number(json, "max_create_revision", range.maxCreateRevision());
    return json.end();
  }

  static String deleteRange(DeleteRangeRequest delete) {
    JsonWriter json = new JsonWriter();
    bytes(json, "key", delete.key());
    bytes(json, "range_end", delete.rangeEnd());
    truth(json, "prev_kv", delete.prevKv());
    return json.end();
  }

  static String txn(TxnRequest txn) {
    return new JsonWriter()
        .array("compare", txn.compare().stream().map(RequestJson::compare).toList())
        .array("success", ops(txn.success()))
        .array("failure", ops(txn.failure()))
        .end();
  }

  private static List<String> ops(List<RequestOp> ops) {
    return ops.stream().map(RequestJson::op).toList();
  }

  private static String op(RequestOp op) {
    JsonWriter json = new JsonWriter();
    return (switch (op) {
          case PutRequest put -> json.json("request_put", put(put));
          case RangeRequest range -> json.json("request_range", range(range));
          case DeleteRangeRequest delete -> json.json("request_delete_range", deleteRange(delete));
          case TxnRequest txn -> json.json("request_txn", txn(txn));
        })
        .end();
  }

  private static String compare(Compare compare) {
    JsonWriter json = new JsonWriter();
    bytes(json, "key", compare.key());
    bytes(json, "range_end", compare.rangeEnd());
    json.text("result", compare.relation().name());
    json.text("target", compare.target().name());
    String number = Long.toString(compare.number());
    switch (compare.target()) {
      case VERSION -> json.text("version", number);
      case CREATE -> json.text("create_revision", number);
      case MOD -> json.text("mod_revision", number);
      case LEASE -> json.text("lease", number);
      case VALUE ->
          json.text("value", Base64.getEncoder().encodeToString(compare.value().toArray()));
    }
    return json.end();
  }

  private static void bytes(JsonWriter json, String name, Bytes value) {
    if (!value.isEmpty()) {
      json.text(name, Base64.getEncoder().encodeToString(value.toArray()));
    }
  }

  private static void number(JsonWriter json, String name, long value) {
    if (value != 0) {
      json.text(name, Long.toString(value));
    }
  }

  private static void truth(JsonWriter json, String name, boolean value) {
    if (value) {
      json.truth(name, true);
    }
  }
}
