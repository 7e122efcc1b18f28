package dev.balsa.node;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the states of members, so that a state machine that does not do the same everywhere is
 * found and not read from. Used by the consensus thread.
 */
final class DivergenceWatch {
  /*
   * Each member tells its leader the hashes of its state at the last few multiples of the same
   * number. The leader looks for the first index at which any two differ, and tells those it has
   * compared. If a majority of the voters agrees there, whoever has something else makes sure that
   * it still has just that, and stops; a leader may find that it is the odd one. Without a majority
   * everyone says so and goes on: nobody knows who is right. A chain of hashes that has once
   * differed differs for ever, so nothing has to be told in time, and messages may be lost.
   */
  private static final System.Logger LOGGER =
      System.getLogger(DivergenceWatch.class.getPackageName());

  /** Two members whose states differ. */
  private record Pair(long one, long other) {}

  private final long self;
  private final long tellNanos;
  private final StateHashes own;
  private final Transport transport;
  private final NodeObserver observer;
  private final Lifecycle lifecycle;
  private final SortedMap<Long, List<StateHash>> told = new TreeMap<>();
  private final Set<Pair> said = new HashSet<>();
  private Configuration configuration;
  private boolean leads;
  private long leader = HardState.NOBODY;
  private long tellAtNanos = Long.MIN_VALUE;

  /**
   * A watch that has heard nobody.
   *
   * @param configuration who votes, until another one is in force
   * @param own takes what the state machine of this member does
   */
  DivergenceWatch(
      NodeSettings settings,
      Configuration configuration,
      StateHashes own,
      Transport transport,
      NodeObserver observer,
      Lifecycle lifecycle) {
    this.self = settings.member();
    this.tellNanos = settings.consensus().electionTimeoutMillis() * 1_000_000L;
    this.configuration = configuration;
    this.own = own;
    this.transport = transport;
    this.observer = observer;
    this.lifecycle = lifecycle;
  }

  /** This member took another role. */
  void changed(Effect.RoleChanged effect) {
    leads = effect.role() == RoleName.LEADER;
    told.clear();
  }

  /** Another leader is known, or none. */
  void changed(Effect.LeaderChanged effect) {
    leader = effect.leader();
    tellAtNanos = Long.MIN_VALUE;
    said.clear();
  }

  /** Others vote. */
  void changed(Effect.ConfigurationChanged effect) {
    configuration = effect.configuration();
  }

  /** Tells the leader, once in an election timeout. */
  void turned(long nowNanos) {
    if (leads || leader == HardState.NOBODY || nowNanos < tellAtNanos) {
      return;
    }
    tellAtNanos = nowNanos + tellNanos;
    List<StateHash> hashes = own.all();
    if (!hashes.isEmpty()) {
      transport.send(leader, new PeerMessage.StateHashes(hashes));
    }
  }

  /** A member tells what it has. */
  void take(long from, PeerMessage.StateHashes hashes) {
    if (leads && from != self) {
      told.put(from, hashes.hashes());
      compare();
    }
  }

  /** The leader tells that members differ. */
  void take(long from, PeerMessage.StateDiffers differs) {
    Divergence divergence = differs.divergence();
    Long here = own.at(divergence.index());
    if (from == leader && here != null && here.equals(divergence.hashes().get(self))) {
      conclude(divergence);
    }
  }

  /** A member cannot be reached; what it has when it is back may be another state. */
  void disconnected(long member) {
    told.remove(member);
  }

  /** Nearly always so, and cheaper to see than where members differ. */
  private boolean allAgree() {
    List<List<StateHash>> all = List.copyOf(told.values());
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!StateHash.agree(all.get(i), all.get(j))) {
          return false;
        }
      }
    }
    return true;
  }

  private void compare() {
    told.put(self, own.all());
    if (allAgree()) {
      said.clear();
      return;
    }
    TreeMap<Long, SortedMap<Long, Long>> byIndex = new TreeMap<>();
    told.forEach((member, hashes) -> {
      for (StateHash each : hashes) {
        byIndex.computeIfAbsent(each.index(), none -> new TreeMap<>()).put(member, each.hash());
      }
    });
    Set<Pair> seen = new HashSet<>();
    Set<Long> decided = new HashSet<>();
    byIndex.forEach((index, hashes) -> {
      List<Pair> differing = differing(hashes);
      if (!differing.isEmpty()) {
        Long agreed = agreed(hashes);
        boolean isNew = seen.addAll(differing);
        boolean isDecided = decided.addAll(Divergence.oddOnes(hashes, agreed));
        if (isNew || isDecided) {
          long lastEqual = lastEqual(byIndex.headMap(index), hashes.keySet());
          tell(new Divergence(lastEqual, index, hashes, agreed));
        }
      }
    });
    said.retainAll(seen);
  }

  private static List<Pair> differing(SortedMap<Long, Long> hashes) {
    List<Pair> pairs = new ArrayList<>();
    hashes.forEach((one, hash) -> {
      hashes
          .tailMap(one)
          .forEach((other, another) -> {
            if (!hash.equals(another)) {
              pairs.add(new Pair(one, other));
            }
          });
    });
    return pairs;
  }

  /** The last index at which all of some members are known to have had the same, or 0. */
  private static long lastEqual(SortedMap<Long, SortedMap<Long, Long>> before, Set<Long> members) {
    long last = 0;
    for (Map.Entry<Long, SortedMap<Long, Long>> each : before.entrySet()) {
      Map<Long, Long> hashes = new HashMap<>(each.getValue());
      hashes.keySet().retainAll(members);
      if (hashes.size() == members.size() && new HashSet<>(hashes.values()).size() == 1) {
        last = each.getKey();
      }
    }
    return last;
  }

  private @Nullable Long agreed(Map<Long, Long> hashes) {
    for (Long hash : hashes.values()) {
      if (configuration.isQuorum(voter -> hash.equals(hashes.get(voter)))) {
        return hash;
      }
    }
    return null;
  }

  private void tell(Divergence divergence) {
    for (long member : divergence.hashes().keySet()) {
      if (member != self) {
        transport.send(member, new PeerMessage.StateDiffers(divergence));
      }
    }
    conclude(divergence);
  }

  private void conclude(Divergence divergence) {
    say(divergence);
    if (divergence.oddOnes().contains(self)) {
      lifecycle.fail(new DivergedException(self, divergence));
    }
  }

  /** Says it once for any two: as the chains go on, they differ behind the first index as well. */
  private void say(Divergence divergence) {
    if (!said.addAll(differing(divergence.hashes()))) {
      return;
    }
    List<Long> odd = divergence.oddOnes();
    LOGGER.log(
        System.Logger.Level.ERROR,
        "members have different states: "
            + divergence.where()
            + (divergence.agreed() == null
                ? "; no majority of the voters is known to agree, so nobody stops"
                : "; a majority agrees, and these members stop: " + odd));
    observer.diverged(divergence);
  }
}
