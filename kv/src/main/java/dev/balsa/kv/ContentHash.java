package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 64-bit hash of a pair. The sum over all pairs is a hash of the store that a write can update.
 */
final class ContentHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ODD = 0x9e3779b97f4a7c15L;

  private ContentHash() {}

  static long of(KeyValue pair) {
    long hash = add(0, pair.createRevision());
    hash = add(hash, pair.modRevision());
    hash = add(hash, pair.version());
    hash = add(hash, pair.lease());
    hash = add(hash, pair.key());
    hash = add(hash, pair.value());
    return mixed(hash);
  }

  /** Spreads every bit over all bits. */
  static long mixed(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  private static long add(long hash, long value) {
    return Long.rotateLeft((hash ^ value) * ODD, 31);
  }

  private static long add(long hash, Bytes bytes) {
    byte[] array = bytes.sharedArray();
    int position = bytes.sharedOffset();
    int end = position + bytes.length();
    long sum = add(hash, bytes.length());
    for (; position <= end - Long.BYTES; position += Long.BYTES) {
      sum = add(sum, (long) LONGS.get(array, position));
    }
    for (; position < end; position++) {
      sum = add(sum, array[position]);
    }
    return sum;
  }
}
