package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.Message;
import dev.balsa.core.Recovered;
import dev.balsa.core.RoleName;
import dev.balsa.core.SnapshotMeta;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/**
 * Sees everything that happens in a cluster, keeps the facts and checks every property. For one
 * thread. Each method throws {@link BrokenProperty} if a property does not hold.
 */
public final class Witness {
  private static final ClassValue<Set<String>> OWN_METHODS =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
          return Arrays.stream(type.getDeclaredMethods())
              .map(Method::getName)
              .collect(Collectors.toSet());
        }
      };

  private final Cluster cluster;
  private final Property[] hearing;
  private final Property[] reading;
  private final Property[] turned;
  private final Property[] changed;
  private final Property[] appending;
  private final Property[] voting;
  private final Property[] storing;
  private final Property[] committing;
  private final Property[] applying;
  private final Property[] sending;
  private final Property[] starting;
  private final Property[] beginning;
  private final Property[] restoring;
  private final Property[] damaged;
  private final Property[] snapshotSent;
  private final Property[] keeping;
  private final Property[] knowing;
  private final Property[] readmitting;

  /** Of a cluster that has not started, to be judged by what must never happen. */
  public Witness(Configuration configuration) {
    this(new Cluster(configuration), cluster -> List.of());
  }

  /**
   * Of a cluster that has not started, to be judged by every rule of the paper as well: each is a
   * step that keeps the cluster safe, or goes on, before harm is done.
   *
   * @param electionNanos the minimum election timeout
   * @param clocks gives what the clock of a member shows
   */
  public Witness(Configuration configuration, long electionNanos, LongUnaryOperator clocks) {
    this(configuration, configuration.voters().size(), electionNanos, clocks);
  }

  /**
   * The same of a cluster whose members change.
   *
   * @param machines how many members it may have one day, from 1
   */
  public Witness(
      Configuration configuration, int machines, long electionNanos, LongUnaryOperator clocks) {
    this(new Cluster(configuration, machines), cluster -> Rules.of(cluster, electionNanos, clocks));
  }

  private Witness(Cluster cluster, Function<Cluster, List<Property>> rules) {
    this.cluster = cluster;
    List<Property> all = new ArrayList<>(rules.apply(cluster));
    all.addAll(
        List.of(
            new DamagedStaysSilent(),
            new ElectionSafety(),
            new LeaderAppendOnly(),
            new LogMatching(),
            new LeaderCompleteness(cluster),
            new StateMachineSafety(cluster),
            new OnlyForward(),
            new OneVote(),
            new NothingForgotten(cluster),
            new AcknowledgedIsDurable(cluster),
            new CommittedOnMajority(cluster),
            new CommitIsDurable(),
            new AppliedOnce(),
            new EqualStates(),
            new GoodCopyStays(cluster)));
    this.hearing = which(all, "hearing");
    this.reading = which(all, "reading");
    this.turned = which(all, "turned");
    this.changed = which(all, "changed");
    this.appending = which(all, "appending");
    this.voting = which(all, "voting");
    this.storing = which(all, "storing");
    this.committing = which(all, "committing");
    this.applying = which(all, "applying");
    this.sending = which(all, "sending");
    this.starting = which(all, "starting");
    this.beginning = which(all, "beginning");
    this.restoring = which(all, "restoring");
    this.damaged = which(all, "damaged");
    this.snapshotSent = which(all, "snapshotSent");
    this.keeping = which(all, "keeping");
    this.knowing = which(all, "knowing");
    this.readmitting = which(all, "readmitting");
  }

  /** Those that have something to say about one kind of step; the others need not be asked. */
  private static Property[] which(List<Property> all, String method) {
    return all.stream()
        .filter(each -> OWN_METHODS.get(each.getClass()).contains(method))
        .toArray(Property[]::new);
  }

  /** The facts. */
  public Cluster cluster() {
    return cluster;
  }

  /** A member starts with what its disk holds; all entries that the log still has must be given. */
  public void started(long id, Recovered recovered, List<Entry> entries) {
    started(id, recovered.hardState(), snapshot(recovered), recovered.start(), entries);
  }

  /** A member without a snapshot starts with what its disk holds. */
  void started(long id, HardState state, List<Entry> entries) {
    started(id, state, LogStart.ORIGIN, LogStart.ORIGIN, entries);
  }

  private void started(
      long id, HardState state, LogStart snapshot, LogStart start, List<Entry> entries) {
    Member member = cluster.member(id);
    LogFacts found = found(start, entries);
    Arrays.stream(starting).forEach(each -> each.starting(member, state, found, snapshot));
    begins(member, state, found, snapshot);
  }

  private static LogStart snapshot(Recovered recovered) {
    SnapshotMeta snapshot = recovered.snapshot();
    return snapshot == null ? LogStart.ORIGIN : snapshot.logStart();
  }

  /** What a snapshot stands for was committed, or nobody could have taken it. */
  private LogFacts found(LogStart start, List<Entry> entries) {
    check(start);
    LogFacts found = new LogFacts();
    found.copy(cluster.committed, start.index());
    found.reset(start.index(), entries);
    return found;
  }

  private void check(LogStart start) {
    if (start.index() > cluster.committed.lastIndex()
        || !cluster.committed.holds(start.index(), start.term())) {
      throw new BrokenProperty(
          "only what is committed is discarded",
          "a log begins after entry " + start.index() + " of term " + start.term());
    }
  }

  /**
   * A member starts with less than its disk held once. It must do no harm: from now on it may
   * promise nothing.
   */
  public void forgot(long id, Recovered recovered, List<Entry> entries) {
    Member member = cluster.member(id);
    if (!member.refused) {
      member.heldOnce.copy(member.durable);
    }
    member.refused = true;
    begins(member, recovered.hardState(), found(recovered.start(), entries), snapshot(recovered));
  }

  private void begins(Member member, HardState state, LogFacts found, LogStart snapshot) {
    Arrays.stream(beginning).forEach(each -> each.beginning(member));
    member.log.copy(found);
    member.durable.copy(found);
    member.inFlight.clear();
    member.durableState = state;
    member.role = RoleName.FOLLOWER;
    member.roleBefore = RoleName.FOLLOWER;
    member.term = state.term();
    member.termBefore = state.term();
    member.snapshotIndex = snapshot.index();
    member.commitIndex = member.snapshotIndex;
    member.appliedIndex = 0;
  }

  /** A member ended, on purpose or not. */
  public void ended(long id) {
    cluster.member(id).role = RoleName.FOLLOWER;
  }

  /** A member applies nothing to any state. */
  public void keepsNoState(long id) {
    cluster.member(id).keepsNoState = true;
  }

  /** The disk of a member was damaged. */
  public void damaged(long id) {
    Member member = cluster.member(id);
    member.damaged = true;
    Arrays.stream(damaged).forEach(each -> each.damaged(member));
  }

  /** A member has noticed that its disk is damaged. */
  public void refused(long id) {
    cluster.member(id).refused = true;
  }

  /**
   * The core of a member took a turn.
   *
   * @param nowNanos the member's own time
   */
  public void turned(long id, long nowNanos, List<Event> events, List<Effect> effects) {
    Member member = cluster.member(id);
    member.roleBefore = member.role;
    member.termBefore = member.term;
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof Event.Received received) {
        for (Property property : hearing) {
          property.hearing(member, received.message(), nowNanos);
        }
      } else if (events.get(i) instanceof Event.Read read) {
        for (Property property : reading) {
          property.reading(member, read);
        }
      } else if (events.get(i) instanceof Event.SnapshotSent sent) {
        for (Property property : snapshotSent) {
          property.snapshotSent(member, sent);
        }
      }
    }
    happened(member, effects);
    for (Property property : turned) {
      property.turned(member, nowNanos, effects);
    }
  }

  /** After a turn the core of a member goes by a configuration. */
  public void knows(long id, Configuration inForce) {
    Member member = cluster.member(id);
    for (Property property : knowing) {
      property.knowing(member, inForce);
    }
  }

  /** A leader takes a member for gone, and is about to give its place to another one. */
  public void readmits(long id, long former, long nowNanos) {
    Member leader = cluster.member(id);
    Arrays.stream(readmitting).forEach(each -> each.readmitting(leader, former, nowNanos));
  }

  private void happened(Member member, List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.RoleChanged changed) {
        member.role = changed.role();
        member.term = changed.term();
        for (Property property : this.changed) {
          property.changed(member);
        }
      } else if (effects.get(i) instanceof Effect.Persist write) {
        handedOver(member, write);
      }
    }
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.RestoreSnapshot restore) {
        installed(member, restore.meta());
      } else if (effects.get(i) instanceof Effect.Commit commit) {
        committed(member, commit.index());
      }
    }
  }

  private void handedOver(Member member, Effect.Persist write) {
    member.inFlight.add(write);
    HardState state = write.hardState();
    if (state != null) {
      for (Property property : voting) {
        property.voting(member, state);
      }
    }
    LogStart start = write.start();
    if (start != null) {
      begin(member.log, start);
    }
    List<Entry> entries = write.entries();
    for (int i = 0; i < entries.size(); i++) {
      for (Property property : appending) {
        property.appending(member, entries.get(i));
      }
      member.log.add(entries.get(i));
    }
  }

  private void begin(LogFacts log, LogStart start) {
    check(start);
    if (!log.holds(start.index(), start.term())) {
      log.copy(cluster.committed, start.index());
    }
  }

  private void installed(Member member, SnapshotMeta meta) {
    for (Property property : committing) {
      property.committing(member, meta.index(), false);
    }
    member.commitIndex = meta.index();
  }

  private void committed(Member member, long index) {
    LogFacts committed = cluster.committed;
    boolean isNews = index > committed.lastIndex();
    for (Property property : committing) {
      property.committing(member, index, isNews);
    }
    member.commitIndex = index;
    for (long next = committed.lastIndex() + 1; next <= index; next++) {
      committed.add(member.log.at(next));
    }
  }

  /** The disk of a member holds its oldest write in flight. */
  public void persisted(long id, Effect.Persist write) {
    Member member = cluster.member(id);
    Effect.Persist oldest = member.inFlight.poll();
    if (oldest == null || oldest.sequence() != write.sequence()) {
      throw new BrokenProperty(
          "writes are carried out in order", member + " wrote " + write.sequence());
    }
    HardState state = write.hardState();
    if (state != null) {
      member.durableState = state;
    }
    LogStart start = write.start();
    if (start != null) {
      begin(member.durable, start);
    }
    List<Entry> entries = write.entries();
    for (int i = 0; i < entries.size(); i++) {
      for (Property property : storing) {
        property.storing(member, entries.get(i));
      }
      member.durable.add(entries.get(i));
    }
  }

  /** The disk of a member holds a snapshot. */
  public void snapshot(long id, SnapshotMeta meta) {
    Member member = cluster.member(id);
    if (meta.index() > member.snapshotIndex) {
      check(meta.logStart());
      for (Property property : keeping) {
        property.keeping(member, meta);
      }
      member.snapshotIndex = meta.index();
    }
  }

  /** A member applied an entry. */
  public void applied(long id, Entry entry, long stateHash) {
    Member member = cluster.member(id);
    for (Property property : applying) {
      property.applying(member, entry, stateHash);
    }
    member.appliedIndex = entry.index();
  }

  /** A member restored the state of a snapshot. */
  public void restored(long id, SnapshotMeta meta, long stateHash) {
    Member member = cluster.member(id);
    for (Property property : restoring) {
      property.restoring(member, meta, stateHash);
    }
    member.appliedIndex = meta.index();
  }

  /** A message leaves a member. */
  public void sent(Message message) {
    Member member = cluster.member(message.from());
    for (Property property : sending) {
      property.sending(member, message);
    }
  }
}
