package dev.balsa.simulator;

import dev.balsa.core.ConfigurationCodec;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.Message;

/** 64 bits that tell two runs apart: everything that happened, in order, with its time. */
final class Digest {
  /*
   * Mixes the numbers that Trace would print instead of the printed lines: the same content at a tenth of the cost, for
   * every turn of every seed.
   */
  private long value = 0x62616c7361L;

  /** What has happened so far. */
  long value() {
    return value;
  }

  void mix(long number) {
    long mixed = (value ^ number) * 0x9e3779b97f4a7c15L;
    value = mixed ^ (mixed >>> 29);
  }

  void mix(Effect effect) {
    switch (effect) {
      case Effect.Persist write -> {
        mix(1);
        mix(write.sequence());
        HardState state = write.hardState();
        if (state != null) {
          mix(state.term());
          mix(state.votedFor());
        }
        LogStart start = write.start();
        if (start != null) {
          mix(start.index());
          mix(start.term());
        }
        write.entries().forEach(this::mix);
        write.thenSend().forEach(this::mix);
      }
      case Effect.ReadLog read -> {
        mix(2);
        mix(read.to());
        mix(read.fromIndex());
      }
      case Effect.Send send -> {
        mix(3);
        mix(send.message());
      }
      case Effect.SendSnapshot send -> {
        mix(10);
        mix(send.to());
        mix(send.meta().index());
      }
      case Effect.RestoreSnapshot restore -> {
        mix(11);
        mix(restore.meta().index());
      }
      case Effect.Commit commit -> {
        mix(4);
        mix(commit.index());
      }
      case Effect.ReadReady ready -> {
        mix(5);
        mix(ready.id());
        mix(ready.readIndex());
      }
      case Effect.Proposed proposed -> {
        mix(6);
        mix(proposed.id());
        mix(proposed.firstIndex());
        mix(proposed.term());
      }
      case Effect.Refused refused -> {
        mix(7);
        mix(refused.id());
        mix(refused.reason().name().hashCode());
      }
      case Effect.Transferred over -> mix(over.outcome().name().hashCode() * 31L + over.leader());
      case Effect.RoleChanged changed -> {
        mix(8);
        mix(changed.role().name().hashCode());
        mix(changed.term());
      }
      case Effect.LeaderChanged changed -> mix(9, changed.leader(), changed.term());
      case Effect.ConfigurationChanged changed -> mix(changed);
      case Effect.Removed removed -> mix(removed.index());
      case Effect.Noted noted -> mix(noted.what().hashCode());
    }
  }

  private void mix(long kind, long one, long other) {
    mix(kind);
    mix(one);
    mix(other);
  }

  private void mix(Effect.ConfigurationChanged changed) {
    mix(changed.committed() ? 13 : 14);
    mix(changed.index());
    mix(ConfigurationCodec.encode(changed.configuration()).hashCode());
  }

  void mix(Entry entry) {
    mix(entry.index());
    mix(entry.term());
    mix(entry.payload().hashCode());
  }

  void mix(Message message) {
    mix(message.from() * 16 + message.to());
    mix(message.term());
    switch (message) {
      case Message.PreVote m -> mix(m.lastLogIndex() * 31 + m.lastLogTerm());
      case Message.PreVoteResponse m -> mix(m.granted() ? 11 : 12);
      case Message.RequestVote m -> mix(m.lastLogIndex() * 31 + m.lastLogTerm());
      case Message.TimeoutNow m -> mix(19);
      case Message.RequestVoteResponse m -> mix(m.granted() ? 13 : 14);
      case Message.AppendEntries m -> {
        mix(m.prevLogIndex());
        mix(m.entries().size());
        mix(m.leaderCommit());
        mix(m.round());
      }
      case Message.AppendEntriesResponse m -> {
        mix(m.round());
        mix(m.success() ? m.matchIndex() : -m.hintIndex());
        mix(m.diskFull() ? 1 : 0);
      }
    }
  }
}
