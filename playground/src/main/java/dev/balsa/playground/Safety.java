package dev.balsa.playground;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safety properties of Figure 3 and what clients rely on, checked with every turn. Each method
 * throws {@link IllegalStateException} naming the property that does not hold.
 */
final class Safety {
  /*
   * A member's view is what its core has handed to the disk, written or not. Log matching is checked
   * by induction: whoever appends an entry of some index and term must append the same entry after
   * the same term as everyone before.
   */
  private static final int MEMBERS = 16;

  private static final class View {
    private List<Entry> log = new ArrayList<>();
    private HardState promised = HardState.INITIAL;
    private boolean leads;
    private long commitIndex;
  }

  private record Place(long index, long term) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return term != other.term ? Long.compare(term, other.term) : Long.compare(index, other.index);
    }
  }

  private record Known(Entry entry, long termBefore) {}

  /** What a member's disk holds for certain, entry i at position i - 1. */
  interface Disks {
    List<Entry> log(long member);
  }

  private final Configuration configuration;
  private final Disks disks;
  private final Map<Long, View> views = new TreeMap<>();
  private final Map<Long, Long> leaders = new TreeMap<>();
  private final Map<Long, Long> votes = new TreeMap<>();
  private final Map<Place, Known> entries = new TreeMap<>();
  private final Map<Long, Long> reads = new TreeMap<>();
  private final List<Entry> committed = new ArrayList<>();

  Safety(Configuration configuration, Disks disks) {
    this.configuration = configuration;
    this.disks = disks;
    for (long member : configuration.voters()) {
      views.put(member, new View());
    }
  }

  /** All that any member knows to be committed, entry i at position i - 1. */
  List<Entry> committed() {
    return committed;
  }

  /** A member starts with what its disk holds. */
  void started(long member, HardState state, List<Entry> log) {
    View view = view(member);
    view.log = new ArrayList<>(log);
    view.leads = false;
    view.commitIndex = 0;
    view.promised = state;
  }

  /** A member lost what was not synced. */
  void stopped(long member) {
    view(member).leads = false;
    for (Entry entry : committed) {
      onMajority(entry);
    }
  }

  /** A client asks to read. */
  void reading(long request) {
    reads.put(request, (long) committed.size());
  }

  /** The core of a member took a turn. */
  void turned(long member, List<Effect> effects) {
    View view = view(member);
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.RoleChanged changed -> roleChanged(member, view, changed);
        case Effect.Persist write -> handedOver(member, view, write);
        case Effect.Commit commit -> committed(member, view, commit.index());
        case Effect.ReadReady ready -> readReady(ready);
        case Effect.Send ignored -> {}
        case Effect.SendSnapshot none -> throw Machine.unexpected(none);
        case Effect.RestoreSnapshot none -> throw Machine.unexpected(none);
        case Effect.ReadLog ignored -> {}
        case Effect.ToClient ignored -> {}
        case Effect.LeaderChanged ignored -> {}
        case Effect.ConfigurationChanged ignored -> {}
        case Effect.Removed ignored -> {}
        case Effect.Noted ignored -> {}
      }
    }
  }

  private void roleChanged(long member, View view, Effect.RoleChanged changed) {
    view.leads = changed.role() == RoleName.LEADER;
    if (!view.leads) {
      return;
    }
    Long other = leaders.put(changed.term(), member);
    if (other != null && other != member) {
      throw broken("election safety (§5.2)", "two leaders in term " + changed.term());
    }
    for (Entry entry : committed) {
      if (!Logs.holds(view.log, entry)) {
        throw broken(
            "leader completeness (§5.4)",
            "leader " + member + " misses committed entry " + entry.index());
      }
    }
  }

  private void handedOver(long member, View view, Effect.Persist write) {
    HardState state = write.hardState();
    if (state != null) {
      boolean forward =
          state.term() > view.promised.term()
              || (state.term() == view.promised.term()
                  && view.promised.votedFor() == HardState.NOBODY);
      if (!forward) {
        throw broken("terms rise, votes stay (§5.1)", "member " + member + " goes back");
      }
      view.promised = state;
    }
    for (Entry entry : write.entries()) {
      if (view.leads && entry.index() <= view.log.size()) {
        throw broken("leader append-only (§5.3)", "leader " + member + " cuts its log");
      }
      Logs.put(view.log, entry);
      matches(view.log, entry);
    }
  }

  private void matches(List<Entry> log, Entry entry) {
    long termBefore = entry.index() == 1 ? 0 : Logs.at(log, entry.index() - 1).term();
    Place place = new Place(entry.index(), entry.term());
    Known known = entries.get(place);
    if (known == null) {
      entries.put(place, new Known(entry, termBefore));
    } else if (known.termBefore() != termBefore || !Logs.same(known.entry(), entry)) {
      throw broken(
          "log matching (§5.3)", "two entries " + entry.index() + " of term " + entry.term());
    }
  }

  /** A message leaves a member; a vote that never left binds nobody. */
  void sent(Message message) {
    if (message instanceof Message.RequestVoteResponse answer && answer.granted()) {
      voted(answer.from(), answer.term(), answer.to());
    } else if (message instanceof Message.RequestVote request) {
      voted(request.from(), request.term(), request.from());
    }
  }

  private void voted(long member, long term, long candidate) {
    Long before = votes.put(term * MEMBERS + member, candidate);
    if (before != null && before != candidate) {
      throw broken("one vote in a term (§5.2)", "member " + member + " in term " + term);
    }
  }

  private void committed(long member, View view, long index) {
    List<Entry> disk = disks.log(member);
    for (long i = view.commitIndex + 1; i <= index; i++) {
      Entry entry = Logs.at(view.log, i);
      if (!Logs.holds(disk, entry)) {
        throw broken("commit is durable (§5.3)", "entry " + i + " of member " + member);
      }
      if (i > committed.size()) {
        onMajority(entry);
        committed.add(entry);
      } else if (!Logs.same(Logs.at(committed, i), entry)) {
        throw broken("state-machine safety (§5.4.3)", "two committed entries " + i);
      }
    }
    view.commitIndex = index;
  }

  private void onMajority(Entry entry) {
    int count = 0;
    for (long member : configuration.voters()) {
      count += Logs.holds(disks.log(member), entry) ? 1 : 0;
    }
    if (count < configuration.majority()) {
      throw broken(
          "committed is durable on a majority (§5.3)",
          "entry " + entry.index() + " is on " + count + " disks");
    }
  }

  private void readReady(Effect.ReadReady ready) {
    Long least = reads.remove(ready.id());
    if (least != null && ready.readIndex() < least) {
      throw broken(
          "reads are linearizable (§8)", "read at " + ready.readIndex() + " instead of " + least);
    }
  }

  private View view(long member) {
    View view = views.get(member);
    if (view == null) {
      throw new IllegalStateException("there is no member " + member);
    }
    return view;
  }

  private static IllegalStateException broken(String property, String how) {
    return new IllegalStateException("does not hold: " + property + ": " + how);
  }
}
