package dev.balsa.playground;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.Message;
import org.jspecify.annotations.Nullable;

/** 64 bits that tell two runs apart: everything that happened, in order, with its time. */
final class Digest {
  /*
   * Two sums of 32 bits, because 64-bit multiplication is what JavaScript is slowest at. Numbers go in
   * rather than the text one would read, at a tenth of the cost; of the text, which must not differ
   * either, every so often one. Text goes in character by character, not by String.hashCode, so that
   * the digest is defined here alone.
   */
  private static final int TEXT_EVERY = 64;

  private int low = 0x811c9dc5;
  private int high = 0x9747b28c;
  private int happenings;

  /** Another digest that goes on from here. */
  Digest copy() {
    Digest copy = new Digest();
    copy.low = low;
    copy.high = high;
    copy.happenings = happenings;
    return copy;
  }

  void add(int number) {
    low = (low ^ number) * 0x01000193;
    low ^= low >>> 13;
    high = (high ^ number) * 0x5bd1e995;
    high ^= high >>> 15;
  }

  void add(long number) {
    add((int) number);
    add((int) (number >>> 32));
  }

  void add(String text) {
    for (int i = 0; i < text.length(); i++) {
      add(text.charAt(i));
    }
    add(text.length());
  }

  void add(Bytes bytes) {
    for (int i = 0; i < bytes.length(); i++) {
      add(bytes.at(i));
    }
    add(bytes.length());
  }

  void add(long nanos, Happening happening) {
    add(nanos);
    switch (happening) {
      case Happening.Turned turned -> {
        add(1, turned.member(), turned.effects().size());
        for (Event event : turned.events()) {
          add(event);
        }
        for (Effect effect : turned.effects()) {
          add(effect);
        }
      }
      case Happening.Sent sent -> add(2, sent.message().to(), sent.arrivesNanos());
      case Happening.Lost lost -> {
        add(3, lost.message().from(), lost.message().to());
        add(lost.why().name());
      }
      case Happening.Synced synced -> add(4, synced.member(), synced.sequence());
      case Happening.Stopped stopped -> add(5, stopped.member(), stopped.writesLost());
      case Happening.Started started -> {
        add(6, started.member(), started.lastIndex());
        add(7, started.term(), started.votedFor());
      }
      case Happening.Paused paused -> add(8, paused.member(), paused.untilNanos());
      case Happening.DiskHung hung -> add(9, hung.member(), hung.untilNanos());
      case Happening.LinkCut cut -> add(10, cut.from(), cut.to());
      case Happening.LinksHealed ignored -> add(11);
    }
    happenings++;
    if (happenings % TEXT_EVERY == 0) {
      add(happening.text());
    }
  }

  private void add(Event event) {
    switch (event) {
      case Event.Received received -> add(received.message());
      case Event.Propose propose -> add(21, propose.id(), propose.commands().size());
      case Event.ChangeMembership change -> {
        add(29, change.id(), 0);
        change.change().voters().forEach(this::add);
      }
      case Event.Read read -> add(22, read.id(), 0);
      case Event.TransferLeadership transfer -> add(29, transfer.id(), transfer.to());
      case Event.Persisted persisted -> add(23, persisted.sequence(), 0);
      case Event.LogRead read -> {
        add(24, read.to(), read.fromIndex());
        read.entries().forEach(this::add);
      }
      case Event.SnapshotTaken taken -> add(25, taken.meta().index(), taken.discardIndex());
      case Event.SnapshotReceived received ->
          add(26, received.meta().index(), received.meta().term());
      case Event.SnapshotSent sent -> add(sent.arrived() ? 27 : 28, sent.to(), sent.index());
      case Event.DiskFull full -> add(29, full.spareBytes(), 0);
      case Event.DiskHasRoom room -> add(30, 0, 0);
    }
  }

  private void add(Effect effect) {
    switch (effect) {
      case Effect.Persist write -> {
        add(31, write.sequence(), write.entries().size());
        add(write.hardState());
        add(write.start());
        write.entries().forEach(this::add);
        write.thenSend().forEach(this::add);
      }
      case Effect.ReadLog read -> {
        add(32, read.to(), read.fromIndex());
        add(read.bytesMax());
      }
      case Effect.Send send -> add(send.message());
      case Effect.SendSnapshot send -> add(52, send.to(), send.meta().index());
      case Effect.RestoreSnapshot restore -> add(53, restore.meta().index(), restore.meta().term());
      case Effect.Commit commit -> add(33, commit.index(), 0);
      case Effect.ReadReady ready -> add(34, ready.id(), ready.readIndex());
      case Effect.Proposed proposed -> {
        add(35, proposed.id(), proposed.firstIndex());
        add(proposed.count(), proposed.term(), 0);
      }
      case Effect.Refused refused -> {
        add(36, refused.id(), refused.leader());
        add(refused.reason().name());
      }
      case Effect.Transferred transferred ->
          add(54, transferred.outcome().name().length(), transferred.leader());
      case Effect.RoleChanged changed -> {
        add(37, changed.term(), 0);
        add(changed.role().name());
      }
      case Effect.LeaderChanged changed -> add(38, changed.leader(), changed.term());
      case Effect.ConfigurationChanged changed -> {
        add(changed.committed() ? 54 : 55, changed.index(), 0);
        changed.configuration().members().forEach(this::add);
      }
      case Effect.Removed removed -> add(56, removed.index(), 0);
      case Effect.Noted noted -> add(noted.what());
    }
  }

  private void add(@Nullable HardState state) {
    if (state != null) {
      add(39, state.term(), state.votedFor());
    }
  }

  private void add(@Nullable LogStart start) {
    if (start != null) {
      add(40, start.index(), start.term());
    }
  }

  private void add(Message message) {
    add((int) (message.from() * 16 + message.to()));
    add(message.term());
    switch (message) {
      case Message.PreVote m -> add(41, m.lastLogIndex(), m.lastLogTerm());
      case Message.PreVoteResponse m ->
          add(m.granted() ? 42 : 43, m.requestTerm(), m.absentSince());
      case Message.RequestVote m -> add(44, m.lastLogIndex(), m.lastLogTerm());
      case Message.TimeoutNow m -> add(55);
      case Message.RequestVoteResponse m -> add(m.granted() ? 45 : 46);
      case Message.AppendEntries m -> {
        add(47, m.prevLogIndex(), m.prevLogTerm());
        add(48, m.leaderCommit(), m.round());
        m.entries().forEach(this::add);
      }
      case Message.AppendEntriesResponse m -> {
        add(m.success() ? 49 : 50, m.prevLogIndex(), m.round());
        add(51, m.matchIndex(), m.hintIndex());
        add(m.hintTerm());
      }
    }
  }

  private void add(Entry entry) {
    add(entry.payload().length(), entry.index(), entry.term());
    add(entry.kind().number());
  }

  private void add(int kind, long one, long other) {
    add(kind);
    add(one);
    add(other);
  }

  /** Sixteen hexadecimal digits. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(16);
    append(text, high);
    append(text, low);
    return text.toString();
  }

  private static void append(StringBuilder text, int word) {
    for (int shift = 28; shift >= 0; shift -= 4) {
      text.append(Character.forDigit((word >>> shift) & 15, 16));
    }
  }
}
