package dev.balsa.kv;

import dev.balsa.core.Bytes;

/**
 * A condition of a transaction, as etcd's {@code Compare}.
 *
 * @param key the first key, at least one byte
 * @param rangeEnd as in {@link KeyRange#of}; of several keys each must meet the condition
 * @param relation how what is stored must relate to the operand
 * @param target what is compared. A key that is not there has 0 for every number, and meets no
 *     condition on its value
 * @param number the operand for every target but the value
 * @param value the operand if the target is the value
 */
public record Compare(
    Bytes key, Bytes rangeEnd, Relation relation, Target target, long number, Bytes value) {
  /** How two things relate. The order of the constants is part of the command format. */
  public enum Relation {
    /** Equal. */
    EQUAL,
    /** What is stored is greater. */
    GREATER,
    /** What is stored is less. */
    LESS,
    /** Not equal. */
    NOT_EQUAL;

    boolean holds(int order) {
      return switch (this) {
        case EQUAL -> order == 0;
        case GREATER -> order > 0;
        case LESS -> order < 0;
        case NOT_EQUAL -> order != 0;
      };
    }
  }

  /** What is compared. The order of the constants is part of the command format. */
  public enum Target {
    /** The version. */
    VERSION,
    /** The revision of creation. */
    CREATE,
    /** The revision of the latest write. */
    MOD,
    /** The value, in unsigned lexicographic order. */
    VALUE,
    /** The lease. */
    LEASE
  }

  /** A condition on a number of one key. */
  public static Compare of(Bytes key, Target target, Relation relation, long number) {
    return new Compare(key, Bytes.EMPTY, relation, target, number, Bytes.EMPTY);
  }

  /** A condition on the value of one key. */
  public static Compare ofValue(Bytes key, Relation relation, Bytes value) {
    return new Compare(key, Bytes.EMPTY, relation, Target.VALUE, 0, value);
  }

  /** The condition that a key is not there. */
  public static Compare absent(Bytes key) {
    return of(key, Target.VERSION, Relation.EQUAL, 0);
  }

  /** The condition that a key has not been written since a revision. */
  public static Compare unchanged(Bytes key, long modRevision) {
    return of(key, Target.MOD, Relation.EQUAL, modRevision);
  }

  boolean holds(KeyValue pair) {
    return relation.holds(
        switch (target) {
          case VERSION -> Long.compare(pair.version(), number);
          case CREATE -> Long.compare(pair.createRevision(), number);
          case MOD -> Long.compare(pair.modRevision(), number);
          case VALUE -> pair.value().compareTo(value);
          case LEASE -> Long.compare(pair.lease(), number);
        });
  }

  KeyRange keys() {
    return KeyRange.of(key, rangeEnd);
  }
}
