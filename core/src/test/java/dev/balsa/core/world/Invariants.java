package dev.balsa.core.world;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.Raft;
import dev.balsa.core.RoleName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/** The properties of Figure 3 and what Balsa adds to them, checked after every turn. */
public final class Invariants {
  private record Position(long index, long term) {}

  private record Vote(long voter, long term) {}

  private record Written(Entry entry, long termBefore) {}

  private final Map<Long, SimServer> servers;
  private final Members members;
  private final Map<Long, Long> leaders = new HashMap<>();
  private final Map<Vote, Long> votes = new HashMap<>();
  private final Map<Position, Written> written = new HashMap<>();
  private final Map<Long, Long> terms = new HashMap<>();
  private final Map<Long, Long> commits = new HashMap<>();
  private final Map<Long, Long> readsIssuedAt = new HashMap<>();
  private final Map<Long, Long> transfersOpen = new HashMap<>();
  private final List<Entry> committed = new ArrayList<>();
  private final List<Long> committedByTerm = new ArrayList<>();

  Invariants(Map<Long, SimServer> servers, Members members) {
    this.servers = servers;
    this.members = members;
  }

  /** Everything any server has ever handed to its state machine. */
  public List<Entry> committed() {
    return committed;
  }

  /** A server starts: what it once knew to be committed it has to learn again. */
  void started(SimServer server) {
    commits.put(server.id(), server.raft().commitIndex());
    require(server.raft().term() >= server.disk().hardState().term(), "term fell at the start");
  }

  void turned(SimServer server, List<Effect> effects) {
    Raft raft = server.raft();
    long before = terms.getOrDefault(server.id(), 0L);
    terms.put(server.id(), raft.term());
    require(server.starts() > 1 || raft.term() >= before, "currentTerm is monotone");
    require(raft.durableIndex() <= raft.lastIndex(), "durable is part of the log");
    require(raft.commitIndex() <= raft.durableIndex(), "commit is durable here");
    require(raft.lastIndex() == server.memory().size(), "all entries are handed to the disk");
    if (raft.configurationIndex() > 0) {
      inForce(server);
    }
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Persist persist -> persisted(server, persist);
        case Effect.RestoreSnapshot restore -> {
          require(restore.meta().index() > committed(server), "a snapshot leads back");
          commits.put(server.id(), restore.meta().index());
        }
        case Effect.Commit commit -> commit(server, commit.index());
        case Effect.Send send -> released(server, send.message());
        case Effect.ReadReady ready -> readReady(ready);
        case Effect.Refused refused -> {
          readsIssuedAt.remove(refused.id());
          transfersOpen.remove(refused.id());
        }
        case Effect.Transferred over ->
            require(transfersOpen.remove(over.id()) != null, "a transfer ends once: " + over);
        case Effect.RoleChanged changed -> roleChanged(server, changed);
        default -> {}
      }
    }
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.ConfigurationChanged changed -> configurationChanged(server, changed);
        case Effect.Removed removed -> removed(server, removed.index());
        default -> {}
      }
    }
  }

  /** What is in force is what the log says last (§6). */
  private void inForce(SimServer server) {
    List<Entry> log = server.memory();
    for (int i = log.size() - 1; i >= 0; i--) {
      if (log.get(i).kind() == EntryKind.CONFIGURATION) {
        require(
            server.raft().configuration().equals(log.get(i).configuration()),
            "server " + server.id() + " goes by " + server.raft().configuration());
        return;
      }
    }
  }

  private void configurationChanged(SimServer server, Effect.ConfigurationChanged changed) {
    require(
        !changed.committed()
            || changed.index() > committed.size()
            || members.asOf(changed.index()).equals(changed.configuration()),
        "server " + server.id() + " takes for committed " + changed);
  }

  /** Only who has no place in a committed configuration is told that it is removed. */
  private void removed(SimServer server, long index) {
    require(
        !members.asOf(index).isMember(server.id()),
        "server " + server.id() + " was told to be removed at " + index);
  }

  /** The members have come to rest, and have what the leader has. */
  void atTheEnd(SimServer server, SimServer leader) {
    inForce(server);
    Configuration last = members.asOf(committed.size());
    require(last.isStable(), "a change does not come to its end: " + last);
    if (last.isMember(server.id())) {
      Raft raft = server.raft();
      require(raft.configuration().equals(last), "the members differ at the end");
      require(
          raft.commitIndex() == committed.size(),
          "server " + server.id() + " lags at the end: " + raft.commitIndex());
      require(raft.lastIndex() == leader.raft().lastIndex(), "logs differ at the end");
    }
  }

  /** Election safety (§5.2) and leader completeness (§5.4). */
  private void roleChanged(SimServer server, Effect.RoleChanged changed) {
    if (changed.role() != RoleName.LEADER) {
      return;
    }
    Long other = leaders.putIfAbsent(changed.term(), server.id());
    require(
        other == null,
        "two leaders in term " + changed.term() + ": " + other + " and " + server.id());
    for (Entry entry : committed) {
      int at = (int) entry.index() - 1;
      // Whoever wins a past term late, behind a later leader's back, need not have that leader's
      // entries.
      require(
          changed.term() <= committedByTerm.get(at)
              || (at < server.memory().size() && server.memory().get(at).equals(entry)),
          "leader " + server.id() + " lacks committed " + entry);
    }
  }

  /**
   * Log matching (§5.3): index and term name one entry and one entry before it, everywhere and for
   * ever.
   */
  private void persisted(SimServer server, Effect.Persist persist) {
    for (Entry entry : persist.entries()) {
      long termBefore =
          entry.index() == 1 ? 0 : server.memory().get((int) entry.index() - 2).term();
      Written now = new Written(entry, termBefore);
      Written first = written.putIfAbsent(new Position(entry.index(), entry.term()), now);
      require(first == null || first.equals(now), "log matching: " + first + " and " + now);
    }
    require(
        server.memory().size() >= committed(server),
        "committed entries were cut on " + server.id());
  }

  private long committed(SimServer server) {
    return commits.getOrDefault(server.id(), 0L);
  }

  /** State machine safety (§5.4.3), and nothing is committed that a minority's crash could lose. */
  private void commit(SimServer server, long index) {
    require(index > committed(server), "commit only rises");
    require(index <= server.disk().entries().size(), "commit beyond the disk of " + server.id());
    for (long i = committed(server) + 1; i <= index; i++) {
      Entry entry = server.disk().entries().get((int) i - 1);
      if (i <= committed.size()) {
        Entry known = committed.get((int) i - 1);
        require(known.equals(entry), "two entries committed: " + known + " and " + entry);
      } else {
        members.committed(entry);
        require(isOnQuorum(entry), "too few durable copies of committed " + entry);
        committed.add(entry);
        committedByTerm.add(server.raft().term());
      }
    }
    commits.put(server.id(), index);
  }

  /** By the configuration as of an entry, or by a later one that somebody goes by already. */
  private boolean isOnQuorum(Entry entry) {
    LongPredicate holds = id -> servers.get(id).disk().holds(entry);
    return members.asOf(entry.index()).isQuorum(holds)
        || servers.values().stream()
            .filter(each -> each.isUp() && each.raft().configurationIndex() > entry.index())
            .anyMatch(each -> each.raft().configuration().isQuorum(holds));
  }

  /** A message leaves a server: what it claims must be on disk by now. */
  void released(SimServer server, Message message) {
    HardState durable = server.disk().hardState();
    switch (message) {
      case Message.RequestVote m -> {
        require(durable.term() >= m.term(), "candidacy before it is durable");
        vote(m.from(), m.term(), m.from());
      }
      case Message.RequestVoteResponse m -> {
        if (m.granted()) {
          require(durable.term() >= m.term(), "vote before it is durable");
          vote(m.from(), m.term(), m.to());
        }
      }
      case Message.AppendEntriesResponse m -> {
        // A server that has gone on to a later term may have cut what it had promised in this one.
        if (m.success() && server.raft().term() == m.term()) {
          require(
              server.disk().entries().size() >= m.matchIndex(),
              "acknowledged before durable: " + m);
          if (m.matchIndex() > 0) {
            int at = (int) m.matchIndex() - 1;
            require(
                server.disk().entries().get(at).equals(server.memory().get(at)),
                "acknowledged what differs from memory: " + m);
          }
        }
      }
      default -> {}
    }
  }

  private void vote(long voter, long term, long candidate) {
    Long other = votes.putIfAbsent(new Vote(voter, term), candidate);
    require(
        other == null || other == candidate,
        voter + " voted for " + other + " and " + candidate + " in term " + term);
  }

  void transferAsked(long id, long server) {
    transfersOpen.put(id, server);
  }

  /** Whoever asked a server that died is never answered. */
  void crashed(long server) {
    transfersOpen.values().removeIf(asked -> asked == server);
  }

  void checkTransfersEnded() {
    require(transfersOpen.isEmpty(), "transfers were not answered: " + transfersOpen);
  }

  void readIssued(long id) {
    readsIssuedAt.put(id, (long) committed.size());
  }

  /**
   * A read sees everything that was committed anywhere before it was issued (§6.4 of the
   * dissertation).
   */
  private void readReady(Effect.ReadReady ready) {
    long least = readsIssuedAt.get(ready.id());
    require(ready.readIndex() >= least, "stale read: " + ready + ", needs " + least);
    readsIssuedAt.remove(ready.id());
  }

  boolean isReadOpen(long id) {
    return readsIssuedAt.containsKey(id);
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }
}
