package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.Message;
import dev.balsa.core.SnapshotMeta;
import java.util.List;

/**
 * Something that must hold after every step of a run. It is told what happened, once the facts
 * about the member are up to date unless said otherwise, and throws {@link BrokenProperty}.
 */
interface Property {
  /**
   * A member's core takes in a message. Told before what came of it.
   *
   * @param nowNanos the member's own time
   */
  default void hearing(Member member, Message message, long nowNanos) {}

  /** A member's core takes in a read. Told before what came of it. */
  default void reading(Member member, Event.Read read) {}

  /** A member's core took a turn. Told when all else about the turn has been. */
  default void turned(Member member, long nowNanos, List<Effect> effects) {}

  /** After a turn of its core a member goes by a configuration. */
  default void knowing(Member member, Configuration inForce) {}

  /** A member's term or role changed. */
  default void changed(Member member) {}

  /** A member's core appended an entry; what stood there and beyond is cut. Told before that. */
  default void appending(Member member, Entry entry) {}

  /** A member's core handed term and vote to the disk. */
  default void voting(Member member, HardState state) {}

  /** A member's disk holds an entry; what stood there and beyond is cut. Told before that. */
  default void storing(Member member, Entry entry) {}

  /**
   * A member says that everything up to an index is committed. Told before the facts change.
   *
   * @param isNews whether no member has said that of this index before
   */
  default void committing(Member member, long index, boolean isNews) {}

  /** A member applied an entry. Told before the facts change. */
  default void applying(Member member, Entry entry, long stateHash) {}

  /** A member restored the state of a snapshot. Told before the facts change. */
  default void restoring(Member member, SnapshotMeta meta, long stateHash) {}

  /** A member's disk holds a snapshot. Told before the facts change. */
  default void keeping(Member member, SnapshotMeta meta) {}

  /** A message leaves a member. */
  default void sending(Member member, Message message) {}

  /**
   * A member starts again with what its disk holds. Told before the facts change.
   *
   * @param state term and vote it found
   * @param found the log it found, with all that its snapshot stands for
   * @param snapshot the entry its snapshot stands for, {@link LogStart#ORIGIN} if it has none
   */
  default void starting(Member member, HardState state, LogFacts found, LogStart snapshot) {
    starting(member, state, found);
  }

  /** As above, for what does not depend on snapshots. */
  default void starting(Member member, HardState state, LogFacts found) {}

  /**
   * A new process of a member begins, also one on an old directory, of which no {@code starting} is
   * told: nothing of what the process before it was about goes on.
   */
  default void beginning(Member member) {}

  /** The core of a member learns that the sending of a snapshot has come to its end. */
  default void snapshotSent(Member member, Event.SnapshotSent sent) {}

  /** A leader is about to give the place of a member that it takes for gone to another one. */
  default void readmitting(Member leader, long former, long nowNanos) {}

  /** Something of what a member's disk held for certain is not what was written any more. */
  default void damaged(Member member) {}
}
