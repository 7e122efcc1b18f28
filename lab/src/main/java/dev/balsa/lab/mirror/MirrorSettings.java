package dev.balsa.lab.mirror;

/**
 * The bounds of the mirrors.
 *
 * @param logLinesMax the {@code .log} mirror shows at most the last so many client commands; 1 to
 *     10,000,000
 * @param fileBytesMax no mirror grows beyond about so many bytes; 4 KiB to 1 GiB
 * @param waitingBytesMax entries that wait to be rendered; above it the thread that brings more
 *     renders them itself; 4 KiB to 1 GiB
 * @param watchMillis time between two looks whether somebody else changed a mirror; 10 to 60,000
 */
public record MirrorSettings(
    int logLinesMax, int fileBytesMax, int waitingBytesMax, int watchMillis) {
  private static final int MIB = 1 << 20;
  private static final int GIB = 1 << 30;

  /** 10,000 lines, 8 MiB, 32 MiB, half a second. */
  public static final MirrorSettings STANDARD = new MirrorSettings(10_000, 8 * MIB, 32 * MIB, 500);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public MirrorSettings {
    range("logLinesMax", logLinesMax, 1, 10_000_000);
    range("fileBytesMax", fileBytesMax, 4096, GIB);
    range("waitingBytesMax", waitingBytesMax, 4096, GIB);
    range("watchMillis", watchMillis, 10, 60_000);
  }

  private static void range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
