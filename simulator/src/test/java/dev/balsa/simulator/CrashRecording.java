package dev.balsa.simulator;

import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.log.LogSettings;
import dev.balsa.simulator.invariants.LogFacts;
import dev.balsa.simulator.invariants.Member;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every step that one member's disk carried out, and what the log may hold before each. */
final class CrashRecording {
  /** What a log may be found to hold. */
  record State(HardState hardState, List<Entry> entries) {}

  /** What a crash at one point may leave. */
  static final class Allowed {
    private final HardState certainState;
    private final List<Entry> certain = new ArrayList<>();
    private final List<Effect.Persist> inFlight;

    private Allowed(Member member) {
      certainState = member.durableState();
      LogFacts log = member.durable();
      for (long index = 1; index <= log.lastIndex(); index++) {
        certain.add(log.at(index));
      }
      inFlight = member.inFlight();
    }

    /** Whether this is all that was certain, or that and a first part of what was in flight. */
    boolean includes(State found) {
      HardState hardState = certainState;
      List<Entry> entries = new ArrayList<>(certain);
      if (found.equals(new State(hardState, entries))) {
        return true;
      }
      for (Effect.Persist write : inFlight) {
        HardState next = write.hardState();
        if (next != null) {
          hardState = next;
          if (found.equals(new State(hardState, entries))) {
            return true;
          }
        }
        for (Entry entry : write.entries()) {
          entries.subList((int) entry.index() - 1, entries.size()).clear();
          entries.add(entry);
          if (found.equals(new State(hardState, entries))) {
            return true;
          }
        }
      }
      return false;
    }

    /** Whether something in flight takes the place of something certain. */
    boolean replaces() {
      for (Effect.Persist write : inFlight) {
        if (!write.entries().isEmpty() && write.entries().getFirst().index() <= certain.size()) {
          return true;
        }
      }
      return false;
    }

    /** Tells it from what other crashes may leave. */
    long key() {
      long last = inFlight.isEmpty() ? 0 : inFlight.getLast().sequence();
      return 31 * (31 * (31L * certain.size() + certainState.hashCode()) + last) + inFlight.size();
    }

    @Override
    public String toString() {
      return certainState + " and " + certain.size() + " entries, in flight " + inFlight.size();
    }
  }

  /** A step, or the end. */
  record Moment(@Nullable DiskStep step, Allowed allowed) {}

  private final Member member;
  private final LogSettings settings;
  private final List<Moment> moments = new ArrayList<>();

  private CrashRecording(Member member, LogSettings settings) {
    this.member = member;
    this.settings = settings;
  }

  /** Records a member that has not started. */
  static CrashRecording of(World world, long member) {
    Machine machine = world.machine(member);
    CrashRecording recording =
        new CrashRecording(world.witness().cluster().member(member), machine.logSettings());
    machine.disk().listen(recording::hear);
    return recording;
  }

  private void hear(DiskStep step) {
    moments.add(new Moment(step, new Allowed(member)));
  }

  /** The bounds of the log. */
  LogSettings settings() {
    return settings;
  }

  /** All steps in order, and the end. */
  List<Moment> moments() {
    List<Moment> all = new ArrayList<>(moments);
    all.add(new Moment(null, new Allowed(member)));
    return all;
  }
}
