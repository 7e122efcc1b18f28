package dev.balsa.playground;

import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.Recovered;
import dev.balsa.core.TermRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One member's disk: takes its time, syncs in groups, and loses what it has not synced. */
final class DelayedDisk {
  /*
   * What waits is taken up as one group when the disk is free, as the log writer of a real node does;
   * only when the group is synced do its messages leave and does the core hear of it. A process that
   * is killed leaves the group it was writing to the operating system, which completes it though
   * nobody will be told. A power cut leaves a prefix, perhaps half a write: its term and vote, then
   * some of its entries.
   */
  private static final long NANOS_PER_MICRO = 1_000;
  private static final int ENTRIES_READ_AT_START_MAX = 24;

  private final World world;
  private final Machine machine;
  private final Plan.Disks disks;
  private final Chance chance;

  private HardState hardState = HardState.INITIAL;
  private final List<Entry> log = new ArrayList<>();
  private List<Effect.ToLog> waiting = new ArrayList<>();
  private List<Effect.ToLog> group = new ArrayList<>();
  private long hangsUntilNanos;
  private int life;

  DelayedDisk(World world, Machine machine, Plan.Disks disks, Chance chance) {
    this.world = world;
    this.machine = machine;
    this.disks = disks;
    this.chance = chance;
  }

  /** What is synced; entry i stands at position i - 1. */
  List<Entry> log() {
    return log;
  }

  /** The term and vote that are synced. */
  HardState hardState() {
    return hardState;
  }

  void take(Effect.ToLog order) {
    waiting.add(order);
    if (group.isEmpty()) {
      beginGroup();
    }
  }

  void hangUntil(long nanos) {
    hangsUntilNanos = nanos;
  }

  private void beginGroup() {
    List<Effect.ToLog> taken = waiting;
    waiting = group;
    group = taken;
    finishAt(
        world.nowNanos()
            + chance.between(disks.syncMicrosMin(), disks.syncMicrosMax()) * NANOS_PER_MICRO);
  }

  private void finishAt(long nanos) {
    int began = life;
    world.at(
        nanos,
        () -> {
          if (life != began) {
            return;
          }
          if (hangsUntilNanos > world.nowNanos()) {
            finishAt(hangsUntilNanos);
          } else {
            finishGroup();
          }
        });
  }

  private void finishGroup() {
    long synced = 0;
    List<Message> attested = new ArrayList<>();
    for (Effect.ToLog order : group) {
      switch (order) {
        case Effect.Persist write -> {
          store(write.hardState(), write.entries(), write.entries().size());
          attested.addAll(write.thenSend());
          synced = write.sequence();
        }
        case Effect.ReadLog read -> machine.hear(read(read));
      }
    }
    group.clear();
    if (synced > 0) {
      world.saw(new Happening.Synced(machine.id(), synced));
      for (Message message : attested) {
        machine.send(message);
      }
      machine.hear(new Event.Persisted(synced));
    }
    if (!waiting.isEmpty()) {
      beginGroup();
    }
  }

  private void store(@Nullable HardState state, List<Entry> entries, int count) {
    if (state != null) {
      hardState = state;
    }
    for (int i = 0; i < count; i++) {
      Logs.put(log, entries.get(i));
    }
  }

  private Event read(Effect.ReadLog order) {
    List<Entry> entries = new ArrayList<>();
    long bytes = 0;
    for (long index = order.fromIndex(); index <= log.size(); index++) {
      Entry entry = Logs.at(log, index);
      bytes += entry.sizeBytes();
      if (bytes > order.bytesMax() && !entries.isEmpty()) {
        break;
      }
      entries.add(entry);
    }
    return new Event.LogRead(order.to(), order.fromIndex(), entries);
  }

  /** The process is gone. Returns how many writes are lost. */
  int kill() {
    for (Effect.ToLog order : group) {
      if (order instanceof Effect.Persist write) {
        store(write.hardState(), write.entries(), write.entries().size());
      }
    }
    int lost = writes(waiting);
    forget();
    return lost;
  }

  /** The power is gone. Returns how many writes are lost, whole or in part. */
  int cutPower() {
    int kept = chance.below(writes(group) + 1);
    int lost = writes(waiting) + writes(group) - kept;
    for (Effect.ToLog order : group) {
      if (order instanceof Effect.Persist write) {
        int entries = write.entries().size();
        if (kept > 0) {
          store(write.hardState(), write.entries(), entries);
        } else if (kept == 0 && chance.perMille(500)) {
          store(write.hardState(), write.entries(), chance.below(entries + 1));
        }
        kept--;
      }
    }
    forget();
    return lost;
  }

  private static int writes(List<Effect.ToLog> orders) {
    int count = 0;
    for (Effect.ToLog order : orders) {
      count += order instanceof Effect.Persist ? 1 : 0;
    }
    return count;
  }

  private void forget() {
    life++;
    waiting.clear();
    group.clear();
    hangsUntilNanos = 0;
  }

  /** What a member that starts finds. */
  Recovered recovered() {
    List<TermRun> terms = new ArrayList<>();
    long term = 0;
    for (Entry entry : log) {
      if (entry.term() != term) {
        term = entry.term();
        terms.add(new TermRun(term, entry.index()));
      }
    }
    int recent = Math.min(chance.below(ENTRIES_READ_AT_START_MAX + 1), log.size());
    List<Entry> last = new ArrayList<>(log.subList(log.size() - recent, log.size()));
    return new Recovered(hardState, terms, log.size(), last);
  }
}
