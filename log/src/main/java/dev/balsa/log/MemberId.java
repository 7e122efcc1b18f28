package dev.balsa.log;

import java.util.function.LongSupplier;

/**
 * What stands for a member between members and in configurations: the number that people gave it,
 * and, if it has lost its past, also which of its data directories it is. For whoever counts votes
 * these are different members, so that nothing that was promised or acknowledged by a lost
 * directory is expected of its successor. See docs/repair.md.
 */
public final class MemberId {
  /*
   * Bit 47 marks a successor; the 31 bits below it are random, the last 16 are the number. Such an
   * id fits into the 53 bits that JSON numbers have everywhere.
   */
  /** A member with a higher number cannot come back by itself. */
  public static final long NUMBER_MAX = 0xffff;

  private static final long MARK = 1L << 47;
  private static final int NUMBER_BITS = 16;

  private MemberId() {}

  /**
   * An id for the next data directory of a member.
   *
   * @param number 1 to {@value #NUMBER_MAX}
   * @param random where to draw it from
   * @throws IllegalArgumentException if the number is out of range
   */
  public static long successor(long number, LongSupplier random) {
    if (number < 1 || number > NUMBER_MAX) {
      throw new IllegalArgumentException(
          "member "
              + number
              + " cannot come back by itself: its number must be from 1 to "
              + NUMBER_MAX);
    }
    return MARK | (random.getAsLong() & (MARK - 1) & ~NUMBER_MAX) | number;
  }

  /** Whether an id stands for a later data directory than the first one of a member. */
  public static boolean isSuccessor(long id) {
    return id >>> 47 == 1;
  }

  /** The number that people gave a member. */
  public static long number(long id) {
    return isSuccessor(id) ? id & NUMBER_MAX : id;
  }

  /** Whether two ids stand for the same member, perhaps with different data directories. */
  public static boolean isSameNumber(long id, long other) {
    return number(id) == number(other);
  }

  /** For people: the number, and for a successor which one, for example {@code 3~1f2e3d4c}. */
  public static String text(long id) {
    return isSuccessor(id)
        ? String.format("%d~%08x", number(id), (id & ~MARK) >>> NUMBER_BITS)
        : Long.toString(id);
  }
}
