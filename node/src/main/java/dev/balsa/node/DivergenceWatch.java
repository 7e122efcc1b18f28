package dev.balsa.node;

import dev.balsa.core.Effect;
import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the states of members, so that a state machine that does not do the same everywhere is
 * found and not read from. Used by the consensus thread.
 */
final class DivergenceWatch {
  /*
   * Each member tells its leader the hashes of its state at the last few multiples of the same
   * number. The leader looks for the first index at which two differ. If a majority agrees there,
   * whoever has something else is told, makes sure that it still has just that, and stops; a leader
   * may find that it is the odd one. Without a majority there is only an alarm: nobody knows who is
   * right. A chain of hashes that has once differed differs for ever, so nothing has to be told in
   * time, and messages may be lost.
   */
  private static final System.Logger LOGGER =
      System.getLogger(DivergenceWatch.class.getPackageName());

  private final NodeSettings settings;
  private final StateHashes own;
  private final Transport transport;
  private final NodeObserver observer;
  private final Lifecycle lifecycle;
  private final Map<Long, List<StateHash>> told = new TreeMap<>();
  private boolean leads;
  private long leader = HardState.NOBODY;
  private long tellAtNanos = Long.MIN_VALUE;
  private long alarmedIndex;

  DivergenceWatch(
      NodeSettings settings,
      StateHashes own,
      Transport transport,
      NodeObserver observer,
      Lifecycle lifecycle) {
    this.settings = settings;
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
  }

  /** Tells the leader, once in an election timeout. */
  void turned(long nowNanos) {
    if (leads || leader == HardState.NOBODY || nowNanos < tellAtNanos) {
      return;
    }
    tellAtNanos = nowNanos + settings.consensus().electionTimeoutMillis() * 1_000_000L;
    List<StateHash> hashes = own.all();
    if (!hashes.isEmpty()) {
      transport.send(leader, new PeerMessage.StateHashes(hashes));
    }
  }

  /** A member tells what it has. */
  void take(long from, PeerMessage.StateHashes hashes) {
    if (leads && from != settings.member()) {
      told.put(from, hashes.hashes());
      compare();
    }
  }

  /** The leader tells that a majority has something else. */
  void take(long from, PeerMessage.StateDiffers differs) {
    Long here = own.at(differs.index());
    if (from == leader && here != null && here == differs.hash() && here != differs.agreed()) {
      stop(differs.index(), here, differs.agreed());
    }
  }

  /** A member cannot be reached; what it has when it is back may be another state. */
  void disconnected(long member) {
    told.remove(member);
  }

  private void compare() {
    told.put(settings.member(), own.all());
    Map<Long, Map<Long, Long>> byIndex = new TreeMap<>();
    told.forEach((member, hashes) -> {
      for (StateHash each : hashes) {
        byIndex.computeIfAbsent(each.index(), none -> new TreeMap<>()).put(member, each.hash());
      }
    });
    for (Map.Entry<Long, Map<Long, Long>> each : byIndex.entrySet()) {
      if (each.getValue().values().stream().distinct().count() > 1) {
        differ(each.getKey(), each.getValue());
        return;
      }
    }
  }

  private void differ(long index, Map<Long, Long> hashes) {
    if (alarmedIndex != index) {
      alarmedIndex = index;
      LOGGER.log(
          System.Logger.Level.ERROR,
          "members have different states at entry " + index + " (hash of each: " + hashes + ")");
      observer.diverged(index, Map.copyOf(hashes));
    }
    Long agreed = agreed(hashes);
    if (agreed == null) {
      return;
    }
    hashes.forEach((member, hash) -> {
      if (hash.equals(agreed)) {
        return;
      }
      if (member == settings.member()) {
        stop(index, hash, agreed);
      } else {
        transport.send(member, new PeerMessage.StateDiffers(index, hash, agreed));
      }
    });
  }

  /** What a majority of the voters has, or null. */
  private @Nullable Long agreed(Map<Long, Long> hashes) {
    Map<Long, Integer> counts = new HashMap<>();
    hashes.forEach((member, hash) -> {
      if (settings.configuration().contains(member)) {
        counts.merge(hash, 1, Integer::sum);
      }
    });
    for (Map.Entry<Long, Integer> each : counts.entrySet()) {
      if (each.getValue() >= settings.configuration().majority()) {
        return each.getKey();
      }
    }
    return null;
  }

  private void stop(long index, long here, long agreed) {
    lifecycle.fail(new DivergedException(index, here, agreed));
  }
}
