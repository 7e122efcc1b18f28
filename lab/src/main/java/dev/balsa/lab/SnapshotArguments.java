package dev.balsa.lab;

import dev.balsa.node.SnapshotLimits;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of a member about its snapshots. */
@SuppressWarnings("NullAway.Init")
public final class SnapshotArguments {
  private static final String BYTES = "BYTES";

  @Option(
      names = "--snapshot-every",
      paramLabel = BYTES,
      converter = ByteCount.class,
      description =
          "Take a snapshot and forget the log before it after so many bytes of commands, such as "
              + "64MiB (the default).")
  private long everyBytes = SnapshotLimits.STANDARD.everyBytes();

  @Option(
      names = "--snapshot-kept",
      paramLabel = BYTES,
      converter = ByteCount.class,
      description =
          "So much of the log is kept then, for members that are a little behind (default: 16MiB).")
  private long keptBytes = SnapshotLimits.STANDARD.keptBytes();

  @Option(
      names = "--snapshot-free-min",
      paramLabel = BYTES,
      converter = ByteCount.class,
      description =
          "If less than this is free on the volume, keep no such log and take snapshots sooner; 0 "
              + "for never (default: 512MiB).")
  private long freeBytesMin = SnapshotLimits.STANDARD.freeBytesMin();

  @Option(
      names = "--snapshot-rate",
      paramLabel = BYTES,
      converter = ByteCount.class,
      description = "Send snapshots to other members at most so fast, per second (default: 64MiB).")
  private long sendBytesPerSecond = SnapshotLimits.STANDARD.sendBytesPerSecond();

  @Option(
      names = "--snapshot-write-rate",
      paramLabel = BYTES,
      converter = ByteCount.class,
      description =
          "Write snapshots at most so fast, per second; slower spares the disk and the processors, "
              + "and the log grows meanwhile (default: 32MiB).")
  private long writeBytesPerSecond = SnapshotLimits.STANDARD.writeBytesPerSecond();

  /** The standard ones. */
  public SnapshotArguments() {}

  /**
   * The limits these options ask for.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public SnapshotLimits limits() {
    SnapshotLimits standard = SnapshotLimits.STANDARD;
    return standard
        .withLog(everyBytes, keptBytes)
        .withFree(freeBytesMin, standard.scarceBytes(), standard.freeCheckMillis())
        .withSendBytesPerSecond(sendBytesPerSecond)
        .withWriteBytesPerSecond(writeBytesPerSecond);
  }

  /** Reads a number of bytes: {@code 65536}, {@code 64KiB}, {@code 1GiB}. */
  public static final class ByteCount implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})(|kib|mib|gib|tib)");
    private static final int BITS_PER_UNIT = 10;

    /** For the parser of command lines. */
    public ByteCount() {}

    @Override
    public Long convert(String text) {
      Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
      if (!form.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is no number of bytes; write it as 65536, 64KiB, 16MiB or 1GiB");
      }
      int shift =
          switch (form.group(2)) {
            case "kib" -> 1;
            case "mib" -> 2;
            case "gib" -> 3;
            case "tib" -> 4;
            default -> 0;
          };
      return Math.multiplyExact(Long.parseLong(form.group(1)), 1L << (BITS_PER_UNIT * shift));
    }
  }
}
