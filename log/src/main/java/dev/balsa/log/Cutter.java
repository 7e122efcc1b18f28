package dev.balsa.log;

/**
 * Cuts content into chunks where the bytes just before say so. What is inserted or removed moves
 * the cuts near it only, so that the rest is cut as it was before. For one thread.
 */
final class Cutter {
  /*
   * A rolling hash over the last 64 bytes (each shift moves the contribution of a byte up by one
   * bit, and out after 64): a cut is where its upper bits are zero. It is not begun anew with a
   * chunk, so that where a cut may be depends on these bytes alone. Only the least and the greatest
   * length depend on the cut before, and two ways of cutting agree again soon after they differed.
   * What can have no part in a hash that is looked at is skipped.
   */
  private static final long[] GEAR = gear();

  /** So many times as long as the shortest chunk is the longest. */
  private static final int MOST_BY_LEAST = 16;

  /**
   * So many times as long as what is expected beyond the shortest is the longest, or a bit more.
   */
  private static final int MOST_BY_EXPECTED = 8;

  private final int least;
  private final int most;
  private final long mask;
  private long hash;
  private int length;
  private boolean cut;

  /**
   * Begins with the first byte.
   *
   * @param most length of the longest chunk, in bytes, from 16; most are about an eighth of that
   */
  Cutter(int most) {
    this.least = most / MOST_BY_LEAST;
    this.most = most;
    int bits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(most / MOST_BY_EXPECTED);
    this.mask = bits == 0 ? 0 : -1L << (Long.SIZE - bits);
  }

  /**
   * Takes bytes up to the next cut.
   *
   * @return how many were taken: all, or as many as end a chunk
   */
  int take(byte[] bytes, int from, int to) {
    int at = from;
    int unseen = Math.max(0, Math.min(to - at, least - Long.SIZE - length));
    at += unseen;
    int bytesNow = length + unseen;
    long hashNow = hash;
    boolean cutNow = false;
    while (at < to && !cutNow) {
      hashNow = (hashNow << 1) + GEAR[bytes[at] & 0xff];
      at++;
      bytesNow++;
      cutNow = bytesNow >= most || (bytesNow >= least && (hashNow & mask) == 0);
    }
    hash = hashNow;
    cut = cutNow;
    length = cutNow ? 0 : bytesNow;
    return at - from;
  }

  /** Whether what was taken last ends a chunk. */
  boolean isCut() {
    return cut;
  }

  /** Any numbers without a pattern; other ones would cut elsewhere, so they never change. */
  private static long[] gear() {
    long[] gear = new long[256];
    long state = 0x42616c7361L;
    for (int i = 0; i < gear.length; i++) {
      state += 0x9e3779b97f4a7c15L;
      long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      gear[i] = z ^ (z >>> 31);
    }
    return gear;
  }
}
