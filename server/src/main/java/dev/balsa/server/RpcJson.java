package dev.balsa.server;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.balsa.core.Bytes;
import dev.balsa.server.json.JsonException;
import dev.balsa.server.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Messages of etcd's API as the JSON of its gateway: names as in the protobuf files, 64-bit numbers
 * as strings, bytes in base64, what has its standard value left out. Names in camel case are
 * understood too, and names unknown to this version are passed over, as etcd does both. Safe for
 * use by many threads.
 */
final class RpcJson {
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

  private RpcJson() {}

  /**
   * Reads a message; no text at all is the empty message.
   *
   * @throws JsonException saying what is wrong
   */
  static void read(Bytes json, int depthMax, Message.Builder into) {
    String text = utf8(json);
    if (text.isBlank()) {
      return;
    }
    JsonValue value = JsonValue.parse(text, depthMax);
    if (value instanceof JsonValue.Null) {
      return;
    }
    check(value, into.getDescriptorForType());
    try {
      PARSER.merge(text, into);
    } catch (InvalidProtocolBufferException e) {
      throw new JsonException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Refuses what the parser lets pass and etcd does not: unknown names of enum values, and lists
   * where one value should be.
   */
  private static void check(JsonValue json, Descriptor type) {
    if (!(json instanceof JsonValue.Obj object)) {
      throw new JsonException("an object is needed for " + type.getName());
    }
    for (FieldDescriptor field : type.getFields()) {
      JsonValue value =
          object.members().getOrDefault(field.getName(), object.get(field.getJsonName()));
      if (value instanceof JsonValue.Null) {
        continue;
      }
      for (JsonValue each : field.isRepeated() ? value.elements() : List.of(value)) {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
          check(each, field.getMessageType());
        } else if (each instanceof JsonValue.Array || each instanceof JsonValue.Obj) {
          throw new JsonException("a single value is needed for " + field.getName());
        } else if (field.getJavaType() == FieldDescriptor.JavaType.ENUM
            && each instanceof JsonValue.Text name
            && field.getEnumType().findValueByName(name.value()) == null) {
          throw new JsonException("unknown value \"" + name.value() + "\" for " + field.getName());
        }
      }
    }
  }

  static Bytes write(MessageOrBuilder message) {
    try {
      return Bytes.utf8(PRINTER.print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message of our own cannot be written", e);
    }
  }

  private static String utf8(Bytes bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes.sharedArray(), bytes.sharedOffset(), bytes.length());
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
    } catch (CharacterCodingException e) {
      throw new JsonException("the JSON text is not UTF-8: " + e.getMessage());
    }
  }
}
