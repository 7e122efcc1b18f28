package dev.balsa.lab.mirror;

import dev.balsa.core.Bytes;
import dev.balsa.kv.KeyValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The one object of the {@code .state_machine} mirror: keys in the order in which they first
 * appeared, values rendered once. Used under the lock of its owner.
 */
final class StateFields {
  private final int bytesMax;
  private final Map<Bytes, byte[]> fields = new LinkedHashMap<>();
  private final List<Bytes> created = new ArrayList<>();
  private int bytes;

  /**
   * Makes an empty one.
   *
   * @param bytesMax beyond this the oldest keys are left out; the same on every node, because all
   *     apply the same commands
   */
  StateFields(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Sets a key to a value given as JSON text. */
  void put(Bytes key, String json) {
    String field = PythonJson.quote(CommandText.key(key)) + ": " + json;
    byte[] text = field.getBytes(StandardCharsets.UTF_8);
    byte[] before = fields.put(key, text);
    if (before == null) {
      created.add(key);
    }
    bytes += text.length - (before == null ? 0 : before.length);
    Iterator<byte[]> oldest = fields.values().iterator();
    while (bytes > bytesMax && fields.size() > 1) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
  }

  /**
   * A command has done all it does. Keys it created stand in their own order, because a snapshot
   * does not tell which of them came first.
   */
  void commandEnds() {
    if (created.size() > 1) {
      created.sort(null);
      for (Bytes key : created) {
        byte[] text = fields.remove(key);
        if (text != null) {
          fields.put(key, text);
        }
      }
    }
    created.clear();
  }

  /** Shows nothing but these pairs, in the order in which their keys were created. */
  void replace(List<KeyValue> pairs) {
    fields.clear();
    bytes = 0;
    pairs.stream()
        .sorted(Comparator.comparingLong(KeyValue::createRevision).thenComparing(KeyValue::key))
        .forEach(pair -> put(pair.key(), CommandText.value(pair.value())));
    created.clear();
  }

  /** Removes the keys that a test accepts. */
  void removeIf(Predicate<Bytes> test) {
    Iterator<Map.Entry<Bytes, byte[]>> all = fields.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Bytes, byte[]> field = all.next();
      if (test.test(field.getKey())) {
        bytes -= field.getValue().length;
        all.remove();
      }
    }
  }

  /** Removes one key if it is there. */
  void remove(Bytes key) {
    byte[] before = fields.remove(key);
    if (before != null) {
      bytes -= before.length;
    }
  }

  ByteBuffer content() {
    ByteBuffer content = ByteBuffer.allocate(bytes + 2 * fields.size() + 4);
    content.put((byte) '{');
    boolean first = true;
    for (byte[] field : fields.values()) {
      if (!first) {
        content.put((byte) ',').put((byte) ' ');
      }
      first = false;
      content.put(field);
    }
    return content.put((byte) '}').put((byte) '\n').flip();
  }
}
