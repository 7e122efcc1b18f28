package dev.balsa.kv;

/**
 * Why a request was not done, in etcd's words so that its clients know them. The number is part of
 * the answer format and never changes.
 */
public enum KvError {
  /** A key has no byte. */
  EMPTY_KEY(1, Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
  /** A value came with ignoreValue. */
  VALUE_PROVIDED(2, Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
  /** A lease came with ignoreLease. */
  LEASE_PROVIDED(3, Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
  /** What should be kept of a key is not there. */
  KEY_NOT_FOUND(4, Code.INVALID_ARGUMENT, "etcdserver: key not found"),
  /** There is no such lease. */
  LEASE_NOT_FOUND(5, Code.NOT_FOUND, "etcdserver: requested lease not found"),
  /** A transaction is wider or deeper than allowed. */
  TOO_MANY_OPS(6, Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
  /** A transaction may write a key twice. */
  DUPLICATE_KEY(7, Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
  /** A key, a value or the whole request is larger than allowed. */
  TOO_LARGE(8, Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
  /** The revision to read at is older than what is kept. */
  COMPACTED(9, Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
  /** The revision to read at has not come yet. */
  FUTURE_REVISION(
      10, Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
  /** The write would make the store larger than its quota. */
  NO_SPACE(11, Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
  /** The numbers of a prefix are used up. */
  SEQUENCE_EXHAUSTED(12, Code.OUT_OF_RANGE, "balsa: no number above the last key of the prefix");

  /** The kinds of errors that clients of etcd tell apart, with the numbers gRPC gives them. */
  public enum Code {
    /** The request itself is wrong. */
    INVALID_ARGUMENT(3),
    /** What it names is not there. */
    NOT_FOUND(5),
    /** Something is used up. */
    RESOURCE_EXHAUSTED(8),
    /** It asks for what is past or not yet there. */
    OUT_OF_RANGE(11);

    private final int number;

    Code(int number) {
      this.number = number;
    }

    /** The number of gRPC. */
    public int number() {
      return number;
    }
  }

  private final int number;
  private final Code code;
  private final String text;

  KvError(int number, Code code, String text) {
    this.number = number;
    this.code = code;
    this.text = text;
  }

  /** The number that stands for this error in answers. */
  public int number() {
    return number;
  }

  /** The kind of error. */
  public Code code() {
    return code;
  }

  /** The text a client sees. */
  public String text() {
    return text;
  }

  /**
   * The error with a number.
   *
   * @throws MalformedBytesException if no error of this version has it
   */
  static KvError of(long number) {
    for (KvError error : values()) {
      if (error.number == number) {
        return error;
      }
    }
    throw new MalformedBytesException("error number " + number + " is unknown to this version");
  }
}
