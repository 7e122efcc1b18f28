package dev.balsa.node;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.Message.AppendEntries;
import dev.balsa.core.Message.AppendEntriesResponse;
import dev.balsa.core.Server;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Stops the clock of a core in which nothing happens, on all members of its group, so that an idle
 * group sends no heartbeats and is not turned. A {@link RaftHost} puts it around each core; whoever
 * turns a {@link NodeCore} by itself may, too. For the consensus thread.
 */
public final class Quiescence implements Server {
  /*
   * The core is the same as ever; only the time it is told stands still while the group sleeps. Raft
   * is safe whatever clocks do, and to the core a sleep is a moment in which it was not turned. The one
   * thing that trusts clocks is a lease (dissertation §6.4.1), so a group with leases never sleeps.
   *
   * A leader puts its group to sleep when for quietMillis nothing passed but heartbeats that all named
   * the same last entry, committed, and every member answered each of them with that entry; members
   * to which there is no connection do not count, as long as a majority is left. It tells the others
   * after the last answer has come, so nothing is under way, and a follower sleeps only if what it
   * has seen last is just that heartbeat of that leader. One that does not is turned as usual, misses
   * the leader, asks for votes, and with that wakes it.
   *
   * Everything wakes: a message, a client, a completion, the loss of a connection to any member, and the
   * word that a member no longer serves the group. A follower that loses its leader's process
   * begins to wait for the election timeout at that moment. A member that was away is awake when it comes
   * back and asks for votes, which wakes the leader. Lest something be missed that nobody thought
   * of, a leader wakes by itself after a while for one round of heartbeats, and a follower a
   * little later.
   */
  /** A sleeping follower waits so much longer than its leader before it wakes by itself. */
  private static final long FOLLOWER_FACTOR = 2;

  /** What a heartbeat said: as long as this stays the same, it is quiet. */
  private record Calm(long leader, long term, long index) {}

  private final Server core;
  private final long member;
  private final HostLimits limits;
  private final long sleepNanos;
  private final LongPredicate connected;
  private Configuration configuration;
  private final Set<Long> asked = new TreeSet<>();
  private final Set<Long> answered = new TreeSet<>();
  private @Nullable Calm calm;
  private @Nullable Calm invitation;
  private long calmSinceNanos;
  private long round;
  private volatile boolean asleep;
  private long turnedNanos;
  private long stoodStillNanos;
  private long wakeNanos = Long.MAX_VALUE;

  /**
   * Lets a core sleep.
   *
   * @param spread from 0 to 1: groups that went to sleep together wake at different times
   * @param connected whether there is a connection to a member
   */
  public Quiescence(
      Server core,
      long member,
      Configuration configuration,
      HostLimits limits,
      double spread,
      LongPredicate connected) {
    this.core = core;
    this.member = member;
    this.configuration = configuration;
    this.limits = limits;
    this.sleepNanos = (long) (limits.sleepMillisMax() * 1e6 * (1 + spread) / 2);
    this.connected = connected;
  }

  @Override
  public List<Effect> step(long nowNanos, List<Event> events) {
    if (asleep) {
      if (events.isEmpty() && nowNanos < wakeNanos) {
        return List.of();
      }
      boolean alone = events.isEmpty();
      wake(nowNanos);
      // Nothing but time woke it: it may sleep again after one quiet round.
      calmSinceNanos = alone ? nowNanos - quietNanos() : nowNanos;
    }
    turnedNanos = nowNanos;
    List<Effect> effects = core.step(nowNanos - stoodStillNanos, events);
    look(nowNanos, events, effects);
    return effects;
  }

  @Override
  public long deadlineNanos() {
    return asleep ? wakeNanos : core.deadlineNanos() + stoodStillNanos;
  }

  private long quietNanos() {
    return limits.quietMillis() * 1_000_000L;
  }

  private void sleep(long nanos) {
    asleep = true;
    wakeNanos = turnedNanos + nanos;
  }

  private void wake(long nowNanos) {
    stoodStillNanos += nowNanos - turnedNanos;
    asleep = false;
    wakeNanos = Long.MAX_VALUE;
    asked.clear();
    answered.clear();
  }

  /** Whether the clock of the core stands still. By any thread. */
  public boolean isAsleep() {
    return asleep;
  }

  /**
   * Something concerns the group that is no event of the core: the connection to a member was lost,
   * or a client asks. A turn follows.
   */
  void stir(long nowNanos) {
    if (asleep) {
      wake(nowNanos);
    }
    disturbed(nowNanos);
  }

  /**
   * The leader says that its group sleeps; {@link #turned} decides whether this member does too.
   */
  void told(long from, PeerMessage.Quiesce message) {
    invitation = new Calm(from, message.term(), message.index());
  }

  /** After a turn whose messages were sent: goes to sleep, if it is time, and tells the others. */
  void turned(Transport transport) {
    Calm invited = invitation;
    invitation = null;
    Calm seen = calm;
    if (asleep || seen == null) {
      return;
    }
    if (seen.leader() == member) {
      if (turnedNanos - calmSinceNanos >= quietNanos() && allAgree()) {
        for (long to : asked) {
          transport.send(to, new PeerMessage.Quiesce(seen.term(), seen.index()));
        }
        sleep(sleepNanos);
      }
    } else if (seen.equals(invited)) {
      sleep(FOLLOWER_FACTOR * limits.sleepMillisMax() * 1_000_000L);
    }
  }

  private boolean allAgree() {
    if (!configuration.isStable() || !configuration.members().containsAll(asked)) {
      return false;
    }
    for (long each : configuration.members()) {
      if (each != member && !answered.contains(each) && connected.test(each)) {
        return false;
      }
    }
    long voters =
        configuration.voters().stream()
            .filter(each -> each == member || answered.contains(each))
            .count();
    return 2 * voters > configuration.voters().size();
  }

  private void disturbed(long nowNanos) {
    calm = null;
    calmSinceNanos = nowNanos;
    asked.clear();
    answered.clear();
  }

  /** Finds out whether a turn was nothing but heartbeats that say the same as those before. */
  private void look(long nowNanos, List<Event> events, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.ConfigurationChanged changed) {
        configuration = changed.configuration();
      }
    }
    boolean quiet = true;
    for (int i = 0; i < events.size() && quiet; i++) {
      quiet = events.get(i) instanceof Event.Received received && quiet(nowNanos, received);
    }
    for (int i = 0; i < effects.size() && quiet; i++) {
      quiet = effects.get(i) instanceof Effect.Send send && quiet(nowNanos, send.message());
    }
    if (!quiet) {
      disturbed(nowNanos);
    }
  }

  private boolean quiet(long nowNanos, Event.Received received) {
    Message message = received.message();
    if (message instanceof AppendEntries heartbeat) {
      return heard(nowNanos, heartbeat);
    }
    Calm seen = calm;
    if (!(message instanceof AppendEntriesResponse answer) || seen == null || !isWell(answer)) {
      return false;
    }
    if (answer.round() == round) {
      answered.add(answer.from());
    }
    return answer.term() == seen.term() && answer.matchIndex() == seen.index();
  }

  private static boolean isWell(AppendEntriesResponse answer) {
    return answer.success() && !answer.diskFull();
  }

  private boolean quiet(long nowNanos, Message sent) {
    if (sent instanceof AppendEntriesResponse answer) {
      Calm seen = calm;
      return seen != null && isWell(answer) && answer.matchIndex() == seen.index();
    }
    if (!connected.test(sent.to())) {
      // A leader goes on asking a dead member how far its log is.
      return true;
    }
    if (!(sent instanceof AppendEntries heartbeat) || !heard(nowNanos, heartbeat)) {
      return false;
    }
    if (heartbeat.round() != round) {
      round = heartbeat.round();
      asked.clear();
      answered.clear();
    }
    asked.add(heartbeat.to());
    return true;
  }

  private boolean heard(long nowNanos, AppendEntries heartbeat) {
    if (!heartbeat.entries().isEmpty() || heartbeat.leaderCommit() != heartbeat.prevLogIndex()) {
      return false;
    }
    Calm says = new Calm(heartbeat.from(), heartbeat.term(), heartbeat.prevLogIndex());
    if (!says.equals(calm)) {
      disturbed(nowNanos);
      calm = says;
    }
    return true;
  }
}
