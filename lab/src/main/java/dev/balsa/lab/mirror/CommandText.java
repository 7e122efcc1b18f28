package dev.balsa.lab.mirror;

import dev.balsa.core.Bytes;
import dev.balsa.kv.Commands;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.ErrorResponse;
import dev.balsa.kv.KeyRange;
import dev.balsa.kv.MalformedBytesException;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.PutSequentialRequest;
import dev.balsa.kv.PutSequentialResponse;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.Request;
import dev.balsa.kv.RequestOp;
import dev.balsa.kv.Response;
import dev.balsa.kv.TxnRequest;
import dev.balsa.kv.TxnResponse;
import dev.balsa.node.SessionAnswer;
import dev.balsa.node.SessionCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a command of the key-value store looks like in the readable files. Stateless.
 *
 * <p>A write is {@code {"key": value}}, a deletion {@code {"key": null}}, of a range {@code
 * {"[from, to)": null}}, a write behind a prefix {@code {"prefix+": value}}. A transaction shows
 * what it does if its conditions hold, else what it does if they do not. A value that is JSON is
 * shown as JSON, other text as a string, and what is no text as {@code "base64:…"}. A command of a
 * session is shown as the command inside, and a session that opens, lives or closes as {@code {}}.
 */
public final class CommandText {
  private CommandText() {}

  /** A command as one JSON object. */
  public static String json(Bytes command) {
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      switch (SessionCommand.decode(command)) {
        case SessionCommand.Plain plain ->
            describe(Commands.decode(plain.command()).request(), fields);
        case SessionCommand.Numbered numbered ->
            describe(Commands.decode(numbered.command()).request(), fields);
        case SessionCommand.Open _, SessionCommand.Close _, SessionCommand.KeepAlive _ -> {}
      }
    } catch (IllegalArgumentException | MalformedBytesException foreign) {
      fields.put("unreadable", PythonJson.quote(base64(command)));
    }
    StringBuilder text = new StringBuilder("{");
    fields.forEach((key, value) -> {
      text.append(text.length() == 1 ? "" : ", ");
      text.append(PythonJson.quote(key)).append(": ").append(value);
    });
    return text.append('}').toString();
  }

  /**
   * Whether a command asks for something, and does not only open, keep alive or close a session.
   */
  static boolean isRequest(Bytes command) {
    try {
      return switch (SessionCommand.decode(command)) {
        case SessionCommand.Plain _, SessionCommand.Numbered _ -> true;
        case SessionCommand.Open _, SessionCommand.Close _, SessionCommand.KeepAlive _ -> false;
      };
    } catch (IllegalArgumentException foreign) {
      return true;
    }
  }

  /** Does to the fields what a command did to the store, as its result tells. */
  static void apply(Bytes command, Bytes result, StateFields fields) {
    try {
      switch (SessionCommand.decode(command)) {
        case SessionCommand.Plain plain ->
            apply(
                Commands.decode(plain.command()).request(),
                Commands.decodeResponse(result),
                fields);
        case SessionCommand.Numbered numbered -> applyOnce(numbered.command(), result, fields);
        case SessionCommand.Open _, SessionCommand.Close _, SessionCommand.KeepAlive _ -> {}
      }
    } catch (IllegalArgumentException | MalformedBytesException foreign) {
      // Not a command of the key-value store, so it changed nothing that the file shows.
      return;
    }
  }

  private static void applyOnce(Bytes command, Bytes result, StateFields fields) {
    if (SessionAnswer.decode(result) instanceof SessionAnswer.Done done && !done.repeated()) {
      apply(Commands.decode(command).request(), Commands.decodeResponse(done.result()), fields);
    }
  }

  /** A key as text. */
  public static String key(Bytes key) {
    String text = key.utf8();
    return isText(key, text) ? text : base64(key);
  }

  /** A value as JSON. */
  public static String value(Bytes value) {
    String text = value.utf8();
    if (!isText(value, text)) {
      return PythonJson.quote(base64(value));
    }
    String json = PythonJson.restyled(text);
    return json == null ? PythonJson.quote(text) : json;
  }

  private static void describe(Request request, Map<String, String> fields) {
    switch (request) {
      case PutRequest put -> fields.put(key(put.key()), value(put.value()));
      case PutSequentialRequest put -> fields.put(key(put.prefix()) + "+", value(put.value()));
      case DeleteRangeRequest delete -> fields.put(range(delete), "null");
      case TxnRequest txn -> {
        List<RequestOp> writes = writes(txn.success());
        for (RequestOp write : writes.isEmpty() ? writes(txn.failure()) : writes) {
          describe(write, fields);
        }
      }
      case RangeRequest read -> {}
    }
  }

  private static List<RequestOp> writes(List<RequestOp> operations) {
    List<RequestOp> writes = new ArrayList<>(operations);
    writes.removeIf(RangeRequest.class::isInstance);
    return writes;
  }

  private static String range(DeleteRangeRequest delete) {
    if (delete.rangeEnd().isEmpty()) {
      return key(delete.key());
    }
    String end = delete.rangeEnd().equals(KeyRange.NO_END) ? "…" : key(delete.rangeEnd());
    return "[" + key(delete.key()) + ", " + end + ")";
  }

  private static void apply(Request request, Response response, StateFields fields) {
    if (response instanceof ErrorResponse) {
      return;
    }
    switch (request) {
      case PutRequest put -> {
        if (!put.ignoreValue()) {
          fields.put(put.key(), value(put.value()));
        }
      }
      case PutSequentialRequest put ->
          fields.put(response.as(PutSequentialResponse.class).key(), value(put.value()));
      case DeleteRangeRequest delete -> {
        if (delete.rangeEnd().isEmpty()) {
          fields.remove(delete.key());
        } else {
          KeyRange range = KeyRange.of(delete.key(), delete.rangeEnd());
          fields.removeIf(range::contains);
        }
      }
      case TxnRequest txn -> {
        TxnResponse done = response.as(TxnResponse.class);
        List<RequestOp> operations = done.succeeded() ? txn.success() : txn.failure();
        for (int i = 0; i < operations.size(); i++) {
          apply(operations.get(i), done.responses().get(i), fields);
        }
      }
      case RangeRequest read -> {}
    }
  }

  private static boolean isText(Bytes bytes, String text) {
    return text.indexOf('\uFFFD') < 0
        || Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)).equals(bytes);
  }

  private static String base64(Bytes bytes) {
    return "base64:" + Base64.getEncoder().encodeToString(bytes.toArray());
  }
}
