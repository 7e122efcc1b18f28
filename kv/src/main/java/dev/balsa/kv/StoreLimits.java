package dev.balsa.kv;

import org.jspecify.annotations.Nullable;

/**
 * What a member lets its clients ask for, checked where the request comes in. Members may differ:
 * only {@code storeBytesMax} matters when a command is applied, and it travels in the command.
 *
 * @param keyBytesMax the longest key, prefix or range end, in bytes; 1 to 1 MiB
 * @param valueBytesMax the longest value, in bytes; 0 to 64 MiB
 * @param commandBytesMax the longest encoded command, in bytes; 64 to 64 MiB; should not be above
 *     {@code commandBytesMax} of the core
 * @param txnOpsMax the most compares, and the most operations in each list of a transaction; what
 *     the longest of the three leaves over is what a nested one may have; 1 to 10,000
 * @param txnDepthMax how deep transactions may be nested, the outermost counted; 1 to 64
 * @param storeBytesMax the quota: a write that would make the store larger than this many bytes
 *     (see {@link KeyValue#sizeBytes}) is refused; 0 to 2^50
 */
public record StoreLimits(
    int keyBytesMax,
    int valueBytesMax,
    int commandBytesMax,
    int txnOpsMax,
    int txnDepthMax,
    long storeBytesMax) {
  /** The least {@code commandBytesMax}. */
  public static final int COMMAND_BYTES_LEAST = 64;

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  /** Etcd's where it has one: 1.5 MiB for a request, 128 operations, a quota of 2 GiB. */
  public static final StoreLimits STANDARD =
      new StoreLimits(64 * KIB, 1536 * KIB, 1536 * KIB, 128, 16, 2048L * MIB);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the limit, its value and its range
   */
  public StoreLimits {
    range("keyBytesMax", keyBytesMax, 1, MIB);
    range("valueBytesMax", valueBytesMax, 0, 64 * MIB);
    range("commandBytesMax", commandBytesMax, COMMAND_BYTES_LEAST, 64 * MIB);
    range("txnOpsMax", txnOpsMax, 1, 10_000);
    range("txnDepthMax", txnDepthMax, 1, 64);
    range("storeBytesMax", storeBytesMax, 0, 1L << 50);
  }

  /** The same limits with another length of commands. */
  public StoreLimits withCommandBytes(int newCommandBytesMax) {
    return new StoreLimits(
        keyBytesMax, valueBytesMax, newCommandBytesMax, txnOpsMax, txnDepthMax, storeBytesMax);
  }

  /** Why a request breaks a rule of the API or one of these limits, or null if it does not. */
  public @Nullable KvError check(Request request) {
    KvError wrong = new LimitCheck(this).check(request);
    return wrong != null ? wrong : RequestRules.check(request);
  }

  private static void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
