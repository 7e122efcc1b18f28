package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys from one key up to another, in unsigned lexicographic order.
 *
 * @param from the first key of the range
 * @param to the first key after the range, or null if the range has no end
 */
public record KeyRange(Bytes from, @Nullable Bytes to) {
  /** As a range end: no end. One zero byte, which as an ordinary end would enclose nothing. */
  public static final Bytes NO_END = Bytes.wrap(new byte[] {0});

  /**
   * What a request of etcd's API means by a key and a range end.
   *
   * @param key the first key
   * @param rangeEnd empty for that key alone, {@link #NO_END} for all keys from it on, else the
   *     first key after the range
   */
  public static KeyRange of(Bytes key, Bytes rangeEnd) {
    if (rangeEnd.isEmpty()) {
      return new KeyRange(key, successor(key));
    }
    return new KeyRange(key, rangeEnd.equals(NO_END) ? null : rangeEnd);
  }

  /** The range end with which a key that is a prefix encloses all keys that start with it. */
  public static Bytes prefixEnd(Bytes prefix) {
    byte[] end = prefix.toArray();
    for (int i = end.length - 1; i >= 0; i--) {
      if (end[i] != (byte) 0xff) {
        end[i]++;
        return Bytes.wrap(Arrays.copyOf(end, i + 1));
      }
    }
    return NO_END;
  }

  /** Whether a key lies in the range. */
  public boolean contains(Bytes key) {
    return from.compareTo(key) <= 0 && (to == null || key.compareTo(to) < 0);
  }

  /** Whether no key can lie in the range. */
  public boolean isEmpty() {
    return to != null && from.compareTo(to) >= 0;
  }

  private static Bytes successor(Bytes key) {
    return Bytes.wrap(Arrays.copyOf(key.toArray(), key.length() + 1));
  }
}
