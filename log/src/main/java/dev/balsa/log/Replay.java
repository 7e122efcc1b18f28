package dev.balsa.log;

import dev.balsa.core.ConfigurationAt;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the records read so far add up to. For one thread. */
final class Replay implements SegmentScan.Visitor {
  /*
   * If earlier segments were deleted, the log that is read begins with a hole: "start" says where
   * the log begins, and the terms are only known from a later place on. A start found further on in
   * the stream closes the hole. Until then an entry may cut into what is not there; the term before
   * it is not known then, and the least possible one is taken for it.
   */
  private final Terms terms = new Terms();
  private final EntryIndex index = new EntryIndex();
  private final Tail tail;
  private final ArrayList<ConfigurationAt> configurations = new ArrayList<>();
  private HardState hardState = HardState.INITIAL;
  private LogStart start = LogStart.ORIGIN;
  private boolean keepsEntries;

  Replay(long tailBytesMax) {
    tail = new Tail(tailBytesMax);
  }

  /** Term and vote. */
  HardState hardState() {
    return hardState;
  }

  /** Where the log begins. */
  LogStart start() {
    return start;
  }

  /** Whether entries after the start of the log are not there. */
  boolean hasHole() {
    return start.index() < terms.start().index();
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

  /** The configurations in entries, ascending. */
  List<ConfigurationAt> configurations() {
    return List.copyOf(configurations);
  }

  /** Takes from a segment's header what the deleted ones before it added up to. */
  void adopt(SegmentHeader header) {
    hardState = header.hardState();
    start = header.start();
    LogStart before = new LogStart(header.firstIndex() - 1, header.lastTerm());
    terms.reset(before);
    index.reset(before.index());
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
    if (header.lastTerm() != terms.lastTerm()
        || !header.hardState().equals(hardState)
        || !header.start().equals(start)) {
      return "its header does not agree with the segments before it about terms, vote and start";
    }
    return null;
  }

  @Override
  public @Nullable String accept(LogRecord record, ByteBuffer file) {
    return switch (record.kind()) {
      case LogRecord.HARD_STATE -> accept(record.hardState());
      case LogRecord.START -> acceptStart(record);
      case LogRecord.ENTRY -> acceptEntry(record, file);
      default -> "a record has kind " + record.kind() + ", which this version does not know";
    };
  }

  /**
   * Why this version cannot read an entry, or null if it can; if not, it must stop and not skip it.
   */
  static @Nullable String unreadable(LogRecord record, ByteBuffer file) {
    for (EntryKind kind : EntryKind.values()) {
      if (kind.number() == record.entryKind()) {
        return kind == EntryKind.CONFIGURATION ? unreadableConfiguration(record, file) : null;
      }
    }
    return "an entry has kind " + record.entryKind() + ", which this version does not know";
  }

  private static @Nullable String unreadableConfiguration(LogRecord record, ByteBuffer file) {
    try {
      record.entry(file);
      return null;
    } catch (IllegalArgumentException e) {
      return "entry " + record.index() + " cannot be read: " + e.getMessage();
    }
  }

  /** Whether a record of a start can be read. */
  static boolean knowsStart(LogRecord record) {
    boolean knowsHow =
        record.entryKind() == LogRecord.KEEPS || record.entryKind() == LogRecord.RESETS;
    return knowsHow && record.index() > 0 && record.term() > 0;
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

  /** Why the start may not move like this, or null if it may: it only rises. */
  static @Nullable String complaint(LogStart before, LogStart next, long currentTerm) {
    if (next.index() <= before.index() || next.term() < before.term()) {
      return "the start of the log goes from " + before + " to " + next;
    }
    return next.term() > currentTerm ? newerThan(currentTerm, next.index(), next.term()) : null;
  }

  /** What is wrong with an entry of a term the server has not reached. */
  static String newerThan(long currentTerm, long index, long term) {
    return "entry " + index + " has term " + term + ", and the current term is " + currentTerm;
  }

  private @Nullable String acceptStart(LogRecord record) {
    if (!knowsStart(record)) {
      return "a start of the log cannot be read by this version";
    }
    LogStart next = record.start();
    boolean resets = record.entryKind() == LogRecord.RESETS;
    String complaint = complaint(start, next, hardState.term());
    if (complaint != null) {
      return complaint;
    }
    boolean known = next.index() > terms.start().index();
    if (known && resets == terms.holds(next)) {
      return "the start of the log says of entry "
          + next.index()
          + (resets ? " that it is not there, and it is" : " that it is there, and it is not");
    }
    start = next;
    configurations.removeIf(each -> resets || each.index() <= next.index());
    if (resets) {
      terms.reset(next);
      index.reset(next.index());
      tail.reset();
    } else if (next.index() >= terms.start().index()) {
      terms.discard(next);
      index.discard(next.index());
      tail.discard(next.index());
    }
    return null;
  }

  private @Nullable String acceptEntry(LogRecord record, ByteBuffer file) {
    String unreadable = unreadable(record, file);
    if (unreadable != null) {
      return unreadable;
    }
    if (record.term() > hardState.term()) {
      return newerThan(hardState.term(), record.index(), record.term());
    }
    if (hasHole() && record.index() > start.index() && record.index() <= terms.start().index()) {
      cutIntoHole(record.index() - 1);
    }
    String complaint = terms.complaint(record.index(), record.term());
    if (complaint != null) {
      return complaint;
    }
    terms.add(record.index(), record.term());
    index.add(record.index(), record.offset());
    configurations.removeIf(each -> each.index() >= record.index());
    if (record.entryKind() == EntryKind.CONFIGURATION.number()) {
      configurations.add(new ConfigurationAt(record.index(), record.entry(file).configuration()));
    }
    if (keepsEntries) {
      tail.add(record.entry(file));
    }
    return null;
  }

  private void cutIntoHole(long lastIndex) {
    LogStart before =
        lastIndex == start.index() ? start : new LogStart(lastIndex, Math.max(1, start.term()));
    terms.reset(before);
    index.reset(lastIndex);
    tail.reset();
  }
}
