package dev.balsa.log;

/**
 * Every bound of the log, checked once. Files on disk say themselves how large they are, so all of
 * these may differ from one start to the next, except {@code owner} and {@code group}.
 *
 * @param segmentBytes size of a segment file, allocated when the file is made; 4 KiB to 1 GiB, a
 *     multiple of 512
 * @param recordBytesMax largest payload of one entry; 1 byte to {@code segmentBytes} less {@value
 *     #ROOM_BYTES}
 * @param batchBytesMax a write to the disk stops before this, except that one record always fits;
 *     512 bytes to 64 MiB
 * @param tailBytesMax newest entries kept in memory, so that applying them reads no disk, as
 *     counted by {@link dev.balsa.core.Entry#sizeBytes()}; 0 to 4 GiB
 * @param group the Raft group whose log this is; 0 or more
 * @param owner a number no other data directory has: files with another one are not accepted
 * @param snapshotChunkBytes the most of a snapshot that has a checksum of its own, most often an
 *     eighth of that; 512 bytes to 1 MiB
 * @param snapshotFingerprintsMax so many chunks of a snapshot get a fingerprint, by which a member
 *     that has them already need not be sent them, and takes up to 44 bytes of memory while it is
 *     read; what comes after them is always sent; 0 to 4 Mi, standard 1 Mi, enough for some 8 GiB
 */
public record LogSettings(
    int segmentBytes,
    int recordBytesMax,
    int batchBytesMax,
    long tailBytesMax,
    int group,
    long owner,
    int snapshotChunkBytes,
    int snapshotFingerprintsMax) {
  /**
   * What a segment needs beside one record: its header, the frame of a batch, the record's head and
   * the end mark.
   */
  public static final int ROOM_BYTES = 2048;

  /** The longest segment file, in bytes. */
  static final int SEGMENT_BYTES_MAX = 1 << 30;

  /** The shortest chunk of a snapshot, in bytes. */
  static final int SNAPSHOT_CHUNK_BYTES_LEAST = 512;

  /** The longest chunk of a snapshot, in bytes. */
  static final int SNAPSHOT_CHUNK_BYTES_MOST = 1 << 20;

  /** The length of a chunk of a snapshot if nothing else is said, in bytes. */
  public static final int SNAPSHOT_CHUNK_BYTES_STANDARD = 64 << 10;

  /** The most fingerprints in a snapshot. */
  static final int SNAPSHOT_FINGERPRINTS_MOST = 4 << 20;

  /** How many chunks of a snapshot get a fingerprint if nothing else is said. */
  public static final int SNAPSHOT_FINGERPRINTS_STANDARD = 1 << 20;

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  /** Segments of 16 MiB, which take some ten milliseconds to make; payloads up to 8 MiB. */
  public static final LogSettings STANDARD =
      new LogSettings(16 * MIB, 8 * MIB, MIB, 32 * MIB, 0, 0);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public LogSettings {
    range("segmentBytes", segmentBytes, 4 * KIB, SEGMENT_BYTES_MAX);
    if (segmentBytes % Sectors.SECTOR_BYTES != 0) {
      throw new IllegalArgumentException(
          "segmentBytes is " + segmentBytes + "; it must be a multiple of 512");
    }
    range("recordBytesMax", recordBytesMax, 1, segmentBytes - ROOM_BYTES);
    range("batchBytesMax", batchBytesMax, 512, 64 * MIB);
    range("tailBytesMax", tailBytesMax, 0, 4 * GIB);
    range("group", group, 0, Integer.MAX_VALUE);
    range(
        "snapshotChunkBytes",
        snapshotChunkBytes,
        SNAPSHOT_CHUNK_BYTES_LEAST,
        SNAPSHOT_CHUNK_BYTES_MOST);
    range("snapshotFingerprintsMax", snapshotFingerprintsMax, 0, SNAPSHOT_FINGERPRINTS_MOST);
  }

  /** Settings with chunks of the usual length and number. */
  public LogSettings(
      int segmentBytes,
      int recordBytesMax,
      int batchBytesMax,
      long tailBytesMax,
      int group,
      long owner) {
    this(
        segmentBytes,
        recordBytesMax,
        batchBytesMax,
        tailBytesMax,
        group,
        owner,
        SNAPSHOT_CHUNK_BYTES_STANDARD,
        SNAPSHOT_FINGERPRINTS_STANDARD);
  }

  /** The same settings with other sizes of segments and payloads. */
  public LogSettings withSizes(int newSegmentBytes, int newRecordBytesMax) {
    return new LogSettings(
        newSegmentBytes,
        newRecordBytesMax,
        batchBytesMax,
        tailBytesMax,
        group,
        owner,
        snapshotChunkBytes,
        snapshotFingerprintsMax);
  }

  /** The same settings with other bounds of a write and of the entries kept in memory. */
  public LogSettings withMemory(int newBatchBytesMax, long newTailBytesMax) {
    return new LogSettings(
        segmentBytes,
        recordBytesMax,
        newBatchBytesMax,
        newTailBytesMax,
        group,
        owner,
        snapshotChunkBytes,
        snapshotFingerprintsMax);
  }

  /** The same settings for another data directory. */
  public LogSettings withOwner(long newOwner) {
    return new LogSettings(
        segmentBytes,
        recordBytesMax,
        batchBytesMax,
        tailBytesMax,
        group,
        newOwner,
        snapshotChunkBytes,
        snapshotFingerprintsMax);
  }

  /** The same settings for another group. */
  public LogSettings withGroup(int newGroup) {
    return new LogSettings(
        segmentBytes,
        recordBytesMax,
        batchBytesMax,
        tailBytesMax,
        newGroup,
        owner,
        snapshotChunkBytes,
        snapshotFingerprintsMax);
  }

  /** The same settings with chunks of another length. */
  public LogSettings withSnapshotChunkBytes(int newSnapshotChunkBytes) {
    return new LogSettings(
        segmentBytes,
        recordBytesMax,
        batchBytesMax,
        tailBytesMax,
        group,
        owner,
        newSnapshotChunkBytes,
        snapshotFingerprintsMax);
  }

  /** The same settings with another number of chunks that get a fingerprint. */
  public LogSettings withSnapshotFingerprintsMax(int newSnapshotFingerprintsMax) {
    return new LogSettings(
        segmentBytes,
        recordBytesMax,
        batchBytesMax,
        tailBytesMax,
        group,
        owner,
        snapshotChunkBytes,
        newSnapshotFingerprintsMax);
  }

  private static void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
