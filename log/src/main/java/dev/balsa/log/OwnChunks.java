package dev.balsa.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a snapshot that is here, whole or in part, found by what another one says of its
 * own. For one thread.
 */
final class OwnChunks implements Closeable {
  /*
   * Nobody depends on what is found here: a chunk that cannot be read, or is not what its
   * fingerprint says, is one that is not there, and has to be sent. The file stays on the disk until
   * this is closed.
   *
   * "slots" is a hash table with open addressing: numbers of chunks, from 1, or 0.
   */
  private static final System.Logger LOGGER = System.getLogger(OwnChunks.class.getPackageName());

  private final SnapshotScan scan;
  private final ChunkTable table;
  private final Closeable file;
  private final Fingerprint fingerprint = new Fingerprint();
  private final int[] slots;

  private OwnChunks(SnapshotScan scan, Closeable file) {
    this.scan = scan;
    this.table = scan.layout().table();
    this.file = file;
    this.slots = new int[Integer.highestOneBit(2 * table.size() + 1) * 2];
    for (int number = 0; number < table.size(); number++) {
      int slot = table.hash(number) & (slots.length - 1);
      while (slots[slot] != 0 && !table.same(slots[slot] - 1, table, number)) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number + 1;
    }
  }

  /** Those of the newest snapshot, or null if there is none that can be read. */
  static @Nullable OwnChunks of(Snapshots snapshots) {
    if (snapshots.newest() == null) {
      return null;
    }
    try {
      SnapshotReader reader = snapshots.openNewest();
      return new OwnChunks(reader.scan(), reader);
    } catch (IOException unusable) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "no chunk is taken from the newest snapshot here: " + unusable.getMessage());
      return null;
    }
  }

  /**
   * Those that are there of a snapshot that has not become whole.
   *
   * @param receiver of that snapshot; it is closed with this
   */
  static @Nullable OwnChunks of(SnapshotDraft draft, SnapshotReceiver receiver) throws IOException {
    try {
      return new OwnChunks(draft.scan(), receiver);
    } catch (DamagedSnapshotException unusable) {
      receiver.close();
      return null;
    }
  }

  /** The content of a chunk that another table names, checked, or null if it is not here. */
  @Nullable ByteBuffer content(ChunkTable wanted, int number) {
    int slot = wanted.hash(number) & (slots.length - 1);
    while (slots[slot] != 0 && !table.same(slots[slot] - 1, wanted, number)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    if (slots[slot] == 0) {
      return null;
    }
    try {
      ByteBuffer content = scan.content(slots[slot] - 1);
      return wanted.has(number, fingerprint.of(content)) ? content : null;
    } catch (IOException unreadable) {
      LOGGER.log(
          System.Logger.Level.DEBUG,
          () -> "a chunk cannot be taken from here: " + unreadable.getMessage());
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
