package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
import dev.balsa.log.MemberId;
import java.util.ArrayDeque;
import java.util.List;

/** One member as an onlooker knows it. */
public final class Member {
  final long id;

  /** What its core holds in memory. */
  final LogFacts log = new LogFacts();

  /** What its disk holds for certain. */
  final LogFacts durable = new LogFacts();

  /** Writes handed to the disk and not certain yet, in order. */
  final ArrayDeque<Effect.Persist> inFlight = new ArrayDeque<>();

  HardState durableState = HardState.INITIAL;
  RoleName role = RoleName.FOLLOWER;
  long term;

  /** What it was before its present turn. */
  RoleName roleBefore = RoleName.FOLLOWER;

  long termBefore;

  /** Up to here a snapshot on its disk stands for its log for certain. */
  long snapshotIndex;

  long commitIndex;
  long appliedIndex;

  /** Whether it is a witness, which applies entries to nothing. */
  boolean keepsNoState;

  /** Whether its disk is not what was written. */
  boolean damaged;

  /** What its disk held for certain before an older copy of its directory was put back. */
  final LogFacts heldOnce = new LogFacts();

  /** Whether it has noticed that. */
  boolean refused;

  Member(long id) {
    this.id = id;
  }

  /** Whether a restart will find an entry, or a snapshot that stands for it. */
  boolean keeps(long index, long entryTerm) {
    return index <= snapshotIndex || durable.holds(index, entryTerm);
  }

  /** The member's id. */
  public long id() {
    return id;
  }

  /** Its role, as last told. */
  public RoleName role() {
    return role;
  }

  /** Its term, as last told. */
  public long term() {
    return term;
  }

  /** What its core holds in memory. */
  public LogFacts log() {
    return log;
  }

  /** What its disk holds for certain. */
  public LogFacts durable() {
    return durable;
  }

  /** Term and vote as its disk holds them for certain. */
  public HardState durableState() {
    return durableState;
  }

  /** Writes handed to the disk and not certain yet, in order. */
  public List<Effect.Persist> inFlight() {
    return List.copyOf(inFlight);
  }

  /** Whether some writes replace entries that its disk holds. */
  public boolean losesTailTo(List<Effect.Persist> writes) {
    for (Effect.Persist write : writes) {
      if (!write.entries().isEmpty() && write.entries().getFirst().index() <= durable.lastIndex()) {
        return true;
      }
    }
    return false;
  }

  /** Up to here it knows entries to be committed. */
  public long commitIndex() {
    return commitIndex;
  }

  /** Up to here it has applied. */
  public long appliedIndex() {
    return appliedIndex;
  }

  @Override
  public String toString() {
    return "member " + MemberId.text(id);
  }
}
