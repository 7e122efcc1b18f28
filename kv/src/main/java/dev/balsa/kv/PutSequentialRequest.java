package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.Arrays;

/**
 * Writes a value behind all others of a prefix: the key is the prefix and the next number, decimal
 * in {@value #DIGITS} digits so that the order of keys is the order of writes. The number is chosen
 * when the command is applied, so writers never collide and never try again. Not part of etcd's
 * API; what it writes are ordinary keys.
 *
 * <p>The next number is the least whose key is greater than every key that starts with the prefix
 * and lies between those of number 1 and the greatest one: 1 at first, one more each time. So a
 * number is used again after the last key of a prefix was deleted; whoever must tell the two apart
 * compares createRevision.
 *
 * @param prefix at least one byte
 * @param value may be empty
 */
public record PutSequentialRequest(Bytes prefix, Bytes value) implements Request {
  /** How many digits the number has. */
  public static final int DIGITS = 16;

  /** The greatest number. */
  public static final long NUMBER_MAX = 9_999_999_999_999_999L;

  /** Where the keys of a prefix lie whose place among the numbers matters. */
  static KeyRange numbered(Bytes prefix) {
    byte[] end = Arrays.copyOf(prefix.toArray(), prefix.length() + 1);
    end[prefix.length()] = '9' + 1;
    return new KeyRange(key(prefix, 1), Bytes.wrap(end));
  }

  /** The key with a number. */
  static Bytes key(Bytes prefix, long number) {
    byte[] key = Arrays.copyOf(prefix.toArray(), prefix.length() + DIGITS);
    long rest = number;
    for (int i = key.length - 1; i >= prefix.length(); i--) {
      key[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return Bytes.wrap(key);
  }

  /** The least number whose key is greater than a key of {@link #numbered}; may be too great. */
  static long numberAbove(Bytes prefix, Bytes key) {
    long number = 0;
    long unit = NUMBER_MAX + 1;
    for (int i = prefix.length(); i < prefix.length() + DIGITS; i++) {
      int digit = i < key.length() ? (key.at(i) & 0xff) - '0' : -1;
      if (digit < 0) {
        return number * unit;
      }
      if (digit > 9) {
        return (number + 1) * unit;
      }
      number = 10 * number + digit;
      unit /= 10;
    }
    return number + 1;
  }
}
