package dev.balsa.node;

import dev.balsa.core.Configuration;
import dev.balsa.core.ConfigurationAt;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.Recovered;
import dev.balsa.core.RoleName;
import dev.balsa.core.SnapshotMeta;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * What is known of a core from its events and effects alone, published once a turn. So any {@link
 * dev.balsa.core.Server} can be watched, also one that was written for a lesson. Written by the
 * consensus thread, read by any.
 */
final class StatusKeeper {
  /** Stands for "never" as a moment. */
  private static final long NEVER = Long.MIN_VALUE;

  /** One turn's end. */
  record View(
      RoleName role,
      long term,
      long leader,
      long lastIndex,
      long durableIndex,
      long commitIndex,
      long leaderContactNanos,
      Members members,
      long snapshotIndex,
      boolean diskFull,
      List<Heard> heard) {
    /** Milliseconds since the leader was heard from, 0 on the leader, -1 if it never was. */
    long lastContactMillis(long nowNanos) {
      if (role == RoleName.LEADER) {
        return 0;
      }
      return leaderContactNanos == NEVER
          ? -1
          : Math.max(0, nowNanos - leaderContactNanos) / 1_000_000;
    }

    /** What the node says of itself with this and with what other threads know. */
    NodeStatus status(
        long member,
        NodeStatus.Phase phase,
        long appliedIndex,
        boolean witness,
        long messagesDropped,
        long nowNanos) {
      return new NodeStatus(
          member,
          phase,
          role,
          term,
          leader,
          lastIndex,
          durableIndex,
          Math.max(commitIndex, appliedIndex),
          appliedIndex,
          lastContactMillis(nowNanos),
          messagesDropped,
          members,
          snapshotIndex,
          diskFull,
          witness,
          heard.stream()
              .map(each -> each.status(nowNanos))
              .sorted(Comparator.comparingLong(FollowerStatus::member))
              .toList());
    }
  }

  /** What a leader heard of another member. Written by the consensus thread, read by any. */
  static final class Heard {
    private final long member;
    private volatile long matchIndex;
    private volatile long nanos = NEVER;
    private volatile boolean diskFull;

    private Heard(long member) {
      this.member = member;
    }

    FollowerStatus status(long nowNanos) {
      long heardMillis = nanos == NEVER ? -1 : Math.max(0, nowNanos - nanos) / 1_000_000;
      return new FollowerStatus(member, matchIndex, heardMillis, diskFull);
    }
  }

  private record Write(long sequence, long lastIndex) {}

  /** Writes in flight, with the end of the log after each, as far as it was not cut since. */
  private final Deque<Write> writes = new ArrayDeque<>();

  private RoleName role = RoleName.FOLLOWER;
  private long term;
  private long leader = HardState.NOBODY;
  private long lastIndex;
  private long durableIndex;
  private long commitIndex;
  private long leaderContactNanos = NEVER;
  private Members members;
  private long snapshotIndex;
  private boolean diskFull;
  private List<Heard> heard = List.of();
  private volatile View view;

  /**
   * A server that has just started with what the disk held.
   *
   * @param began what the cluster began with
   */
  StatusKeeper(Configuration began, Recovered recovered) {
    term = recovered.hardState().term();
    lastIndex = recovered.lastIndex();
    durableIndex = recovered.lastIndex();
    SnapshotMeta snapshot = recovered.snapshot();
    commitIndex = snapshot == null ? 0 : snapshot.index();
    snapshotIndex = commitIndex;
    members = members(began, recovered);
    view = publish();
  }

  private static Members members(Configuration began, Recovered recovered) {
    SnapshotMeta snapshot = recovered.snapshot();
    Members last =
        snapshot == null
            ? new Members(began, 0, true)
            : new Members(snapshot.configuration(), snapshot.index(), true);
    for (ConfigurationAt each : recovered.configurations()) {
      if (each.index() > last.index()) {
        last = new Members(each.configuration(), each.index(), false);
      }
    }
    return last;
  }

  /** The end of the last turn. */
  View view() {
    return view;
  }

  /** A turn ended. */
  void turned(long nowNanos, List<Event> events, List<Effect> effects) {
    for (int i = 0; i < events.size(); i++) {
      switch (events.get(i)) {
        case Event.Persisted persisted -> settle(persisted.sequence());
        case Event.SnapshotTaken taken ->
            snapshotIndex = Math.max(snapshotIndex, taken.meta().index());
        case Event.DiskFull full -> diskFull = true;
        case Event.DiskHasRoom room -> diskFull = false;
        default -> {}
      }
    }
    for (int i = 0; i < effects.size(); i++) {
      // The write that begins the log anew comes first among the effects.
      if (effects.get(i) instanceof Effect.RestoreSnapshot restore) {
        reset(restore.meta().index());
        snapshotIndex = Math.max(snapshotIndex, restore.meta().index());
      }
    }
    for (int i = 0; i < effects.size(); i++) {
      note(effects.get(i));
    }
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof Event.Received received
          && received.message() instanceof Message.AppendEntries append
          && append.term() == term) {
        leaderContactNanos = nowNanos;
      } else if (events.get(i) instanceof Event.Received received
          && received.message() instanceof Message.AppendEntriesResponse answer
          && role == RoleName.LEADER
          && answer.term() == term) {
        heard(answer, nowNanos);
      }
    }
    view = publish();
  }

  private void heard(Message.AppendEntriesResponse answer, long nowNanos) {
    Heard follower = null;
    for (int i = 0; i < heard.size(); i++) {
      if (heard.get(i).member == answer.from()) {
        follower = heard.get(i);
      }
    }
    if (follower == null) {
      follower = new Heard(answer.from());
      List<Heard> more = new ArrayList<>(heard);
      more.add(follower);
      heard = List.copyOf(more);
    }
    follower.nanos = nowNanos;
    follower.diskFull = answer.diskFull();
    if (answer.success() && answer.matchIndex() > follower.matchIndex) {
      follower.matchIndex = answer.matchIndex();
    }
  }

  private void note(Effect effect) {
    switch (effect) {
      case Effect.RoleChanged changed -> {
        role = changed.role();
        heard = List.of();
        term = changed.term();
      }
      case Effect.LeaderChanged changed -> {
        leader = changed.leader();
        term = Math.max(term, changed.term());
      }
      case Effect.Commit commit -> commitIndex = commit.index();
      case Effect.Persist write -> begin(write);
      case Effect.ReadLog none -> {}
      case Effect.ToPeer none -> {}
      case Effect.ReadReady none -> {}
      case Effect.RestoreSnapshot done -> {}
      case Effect.ToClient none -> {}
      case Effect.ConfigurationChanged changed ->
          members = new Members(changed.configuration(), changed.index(), changed.committed());
      case Effect.Removed none -> {}
      case Effect.Noted none -> {}
    }
  }

  private void begin(Effect.Persist write) {
    HardState hardState = write.hardState();
    if (hardState != null) {
      term = Math.max(term, hardState.term());
    }
    List<Entry> entries = write.entries();
    if (!entries.isEmpty()) {
      long kept = entries.getFirst().index() - 1;
      if (kept < lastIndex) {
        cut(kept);
      }
      lastIndex = entries.getLast().index();
    }
    writes.add(new Write(write.sequence(), lastIndex));
  }

  private void reset(long index) {
    cut(Math.min(lastIndex, index));
    lastIndex = index;
    durableIndex = index;
    commitIndex = index;
  }

  private void cut(long kept) {
    durableIndex = Math.min(durableIndex, kept);
    int count = writes.size();
    for (int i = 0; i < count; i++) {
      Write write = writes.remove();
      writes.add(new Write(write.sequence(), Math.min(write.lastIndex(), kept)));
    }
  }

  private void settle(long sequence) {
    for (Write write = writes.peek();
        write != null && write.sequence() <= sequence;
        write = writes.peek()) {
      writes.remove();
      durableIndex = Math.max(durableIndex, write.lastIndex());
    }
  }

  private View publish() {
    return new View(
        role,
        term,
        leader,
        lastIndex,
        durableIndex,
        commitIndex,
        leaderContactNanos,
        members,
        snapshotIndex,
        diskFull,
        heard);
  }
}
