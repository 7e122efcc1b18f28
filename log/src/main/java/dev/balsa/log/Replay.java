package dev.balsa.log;

import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the records read so far add up to. For one thread. */
final class Replay implements SegmentScan.Visitor {
  private final Terms terms = new Terms();
  private final EntryIndex index = new EntryIndex();
  private final Tail tail;
  private HardState hardState = HardState.INITIAL;
  private boolean keepsEntries;

  Replay(long tailBytesMax) {
    tail = new Tail(tailBytesMax);
  }

  /** Term and vote. */
  HardState hardState() {
    return hardState;
  }

  /** The terms of all entries. */
  Terms terms() {
    return terms;
  }

  /** Where the entries are. */
  EntryIndex index() {
    return index;
  }

  /** The newest entries. */
  Tail tail() {
    return tail;
  }

  /**
   * Begins a segment; entries of old ones need not be kept, they would be pushed out of the tail
   * again.
   */
  void begin(long segmentId, boolean newKeepsEntries) {
    index.begin(segmentId);
    keepsEntries = newKeepsEntries;
  }

  /** Why a segment with this header may not come next, or null if it may. */
  @Nullable String complaint(SegmentHeader header) {
    if (header.firstIndex() != terms.lastIndex() + 1) {
      return "it begins with entry " + header.firstIndex() + " after entry " + terms.lastIndex();
    }
    if (header.lastTerm() != terms.lastTerm() || !header.hardState().equals(hardState)) {
      return "its header does not agree with the segments before it about terms and vote";
    }
    return null;
  }

  @Override
  public @Nullable String accept(LogRecord record, ByteBuffer file) {
    return switch (record.kind()) {
      case LogRecord.HARD_STATE -> accept(record.hardState());
      case LogRecord.ENTRY -> acceptEntry(record, file);
      default -> "a record has kind " + record.kind() + ", which this version does not know";
    };
  }

  /** Whether this version knows the kind of an entry; if not, it must stop and not skip it. */
  static boolean knowsEntryKind(LogRecord record) {
    for (EntryKind kind : EntryKind.values()) {
      if (kind.number() == record.entryKind()) {
        return true;
      }
    }
    return false;
  }

  private @Nullable String accept(HardState next) {
    String complaint = complaint(hardState, next);
    if (complaint == null) {
      hardState = next;
    }
    return complaint;
  }

  /**
   * Why term and vote may not change like this, or null if they may: terms only rise, a vote is for
   * good (§5.2).
   */
  static @Nullable String complaint(HardState before, HardState next) {
    if (next.term() < before.term()) {
      return "term " + next.term() + " follows term " + before.term();
    }
    boolean changed = next.term() == before.term() && next.votedFor() != before.votedFor();
    if (changed && before.votedFor() != HardState.NOBODY) {
      return "the vote of term "
          + next.term()
          + " changes from "
          + before.votedFor()
          + " to "
          + next.votedFor();
    }
    return null;
  }

  /** What is wrong with an entry of a term the server has not reached. */
  static String newerThan(long currentTerm, long index, long term) {
    return "entry " + index + " has term " + term + ", and the current term is " + currentTerm;
  }

  private @Nullable String acceptEntry(LogRecord record, ByteBuffer file) {
    if (!knowsEntryKind(record)) {
      return "an entry has kind " + record.entryKind() + ", which this version does not know";
    }
    if (record.term() > hardState.term()) {
      return newerThan(hardState.term(), record.index(), record.term());
    }
    String complaint = terms.complaint(record.index(), record.term());
    if (complaint != null) {
      return complaint;
    }
    terms.add(record.index(), record.term());
    index.add(record.index(), record.offset());
    if (keepsEntries) {
      tail.add(record.entry(file));
    }
    return null;
  }
}
