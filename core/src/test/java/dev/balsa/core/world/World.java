package dev.balsa.core.world;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import dev.balsa.core.SnapshotMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A cluster in a bad world, all of it drawn from one seed: messages are lost, doubled, delayed and
 * overtaken, disks are slow, servers crash and lose what was not synced, are paused and cut off.
 * Then everything heals and must work.
 */
public final class World {
  private static final long MILLI = 1_000_000;
  private static final long BAD_NANOS = 3_000 * MILLI;
  private static final long HEAL_NANOS = 2_000 * MILLI;

  private final long seed;
  private final SplittableRandom random;
  private final Chaos chaos;
  private final Map<Long, SimServer> servers = new TreeMap<>();
  private final Map<Long, List<Event>> inboxes = new HashMap<>();
  private final Set<Long> turnPlanned = new HashSet<>();
  private final Map<Long, Long> pausedUntil = new HashMap<>();
  private final Links links = new Links();
  private final Set<Long> syncing = new HashSet<>();
  private final Schedule schedule = new Schedule();
  private final Members members;
  private final Invariants invariants;
  private final Set<String> marks;
  private long requestNumber;
  private long messagesSent;
  private boolean healed;

  /**
   * @param marks takes up every rare event met
   */
  public World(long seed, Set<String> marks) {
    this.seed = seed;
    this.marks = marks;
    this.random = new SplittableRandom(seed);
    this.chaos = Chaos.draw(random);
    List<Long> voters = new ArrayList<>();
    for (long id = 1; id <= chaos.servers(); id++) {
      voters.add(id);
    }
    Configuration configuration = new Configuration(voters);
    for (long id : voters) {
      servers.put(id, new SimServer(id, configuration, chaos.settings(random)));
    }
    for (long spare = 1; chaos.changesMembers() && spare <= Chaos.SPARES; spare++) {
      long id = chaos.servers() + spare;
      servers.put(id, new SimServer(id, Configuration.NONE, chaos.settings(random)));
    }
    this.members = new Members(configuration);
    this.invariants = new Invariants(servers, members);
  }

  public Chaos chaos() {
    return chaos;
  }

  /** Runs the bad time, heals, and checks that the cluster serves again. */
  public void run() {
    servers.values().forEach(this::start);
    every(chaos.proposalsPerSecond(), this::propose);
    every(chaos.readsPerSecond(), this::read);
    every(chaos.snapshotsPerSecond(), this::takeSnapshot);
    every(chaos.changesPerSecond(), this::change);
    every(chaos.transfersPerSecond(), this::transfer);
    every(chaos.crashesPerSecond(), this::crash);
    every(chaos.partitionsPerSecond(), this::repartition);
    every(chaos.pausesPerSecond(), this::pause);
    every(chaos.disksFilledPerSecond(), this::fillDisk);
    schedule.runUntil(BAD_NANOS);
    healed = true;
    links.heal();
    pausedUntil.clear();
    servers.values().stream().filter(server -> !server.isUp()).forEach(this::start);
    servers.keySet().forEach(this::planTurn);
    long sentBefore = messagesSent;
    schedule.runUntil(BAD_NANOS + HEAL_NANOS);
    checkServes();
    long perSecond = (messagesSent - sentBefore) * 1000 * MILLI / HEAL_NANOS;
    Invariants.require(perSecond < 20_000, "message storm: " + perSecond + " per second");
  }

  private List<SimServer> leaders() {
    return servers.values().stream().filter(each -> each.raft().role() == RoleName.LEADER).toList();
  }

  private void checkServes() {
    // Leadership may just be going over to a member of higher priority.
    long before = invariants.committed().size();
    for (int tries = 0; tries < 5 && invariants.committed().size() == before; tries++) {
      leaders()
          .forEach(each ->
              deliver(each.id(), new Event.Propose(++requestNumber, List.of(Bytes.utf8("last")))));
      schedule.runUntil(schedule.now() + 100 * MILLI);
    }
    Invariants.require(leaders().size() == 1, leaders().size() + " leaders at the end");
    SimServer leader = leaders().get(0);
    long id = ++requestNumber;
    invariants.readIssued(id);
    deliver(leader.id(), new Event.Read(id));
    schedule.runUntil(schedule.now() + 500 * MILLI);
    Invariants.require(invariants.committed().size() > before, "no commit at the end");
    servers.values().forEach(each -> invariants.atTheEnd(each, leader));
    Invariants.require(!invariants.isReadOpen(id), "a read was not answered at the end");
    invariants.checkTransfersEnded();
  }

  private void every(double perSecond, Runnable action) {
    if (perSecond < 0.01) {
      return;
    }
    long wait = (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1000 * MILLI);
    schedule.at(
        schedule.now() + wait,
        () -> {
          if (!healed) {
            action.run();
            every(perSecond, action);
          }
        });
  }

  private SimServer pick() {
    return servers.get(1 + random.nextLong(servers.size()));
  }

  /** Mostly one that takes itself for the leader: where requests, and faults, matter most. */
  private SimServer pickLeader() {
    SimServer server = pick();
    for (SimServer each : servers.values()) {
      if (each.isUp() && each.raft().role() == RoleName.LEADER && random.nextInt(3) > 0) {
        server = each;
      }
    }
    return server;
  }

  private void propose() {
    SimServer server = pickLeader();
    List<Bytes> commands = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      byte[] command = new byte[random.nextInt(chaos.commandBytesMax())];
      random.nextBytes(command);
      commands.add(Bytes.wrap(command));
    }
    deliver(server.id(), new Event.Propose(++requestNumber, commands));
  }

  private void read() {
    SimServer server = pickLeader();
    if (server.isUp()) {
      long id = ++requestNumber;
      invariants.readIssued(id);
      boolean byLease = chaos.leaseDriftPermille() > 0 && random.nextBoolean();
      deliver(server.id(), new Event.Read(id, byLease));
    }
  }

  private void transfer() {
    SimServer server = pickLeader();
    if (server.isUp()) {
      long id = ++requestNumber;
      invariants.transferAsked(id, server.id());
      deliver(server.id(), new Event.TransferLeadership(id, random.nextLong(servers.size() + 2)));
    }
  }

  /** Also a server that only takes itself for the leader may be asked. */
  private void change() {
    SimServer server = pickLeader();
    if (server.isUp()) {
      deliver(
          server.id(),
          new Event.ChangeMembership(
              ++requestNumber, Members.draw(server.raft().configuration(), servers, random)));
    }
  }

  private void pause() {
    long until = schedule.now() + random.nextLong(400) * MILLI;
    pausedUntil.put(pickLeader().id(), until);
  }

  private void fillDisk() {
    long id = pick().id();
    deliver(id, new Event.DiskFull(random.nextInt(2000)));
    schedule.at(
        schedule.now() + random.nextLong(900) * MILLI, () -> deliver(id, new Event.DiskHasRoom()));
  }

  private void repartition() {
    links.repartition(random, servers.keySet(), pickLeader().id());
  }

  private void crash() {
    SimServer server = random.nextBoolean() ? pickLeader() : pick();
    if (!server.isUp()) {
      return;
    }
    server.crash(random.nextInt(server.disk().waiting() + 1));
    invariants.crashed(server.id());
    inboxes.get(server.id()).clear();
    syncing.remove(server.id());
    schedule.at(
        schedule.now() + random.nextLong(600) * MILLI,
        () -> {
          if (!server.isUp()) {
            start(server);
          }
        });
  }

  private void start(SimServer server) {
    server.start(seed, random.nextInt(server.disk().entries().size() + 1), schedule.now());
    inboxes.put(server.id(), new ArrayList<>());
    turnPlanned.remove(server.id());
    invariants.started(server);
    planTimer(server);
  }

  private void deliver(long to, Event event) {
    SimServer server = servers.get(to);
    if (server.isUp()) {
      inboxes.get(to).add(event);
      planTurn(to);
    }
  }

  private void planTurn(long id) {
    if (turnPlanned.add(id)) {
      int life = servers.get(id).starts();
      long soonest = Math.max(schedule.now(), pausedUntil.getOrDefault(id, 0L));
      schedule.at(soonest + random.nextLong(MILLI / 2), () -> turn(id, life));
    }
  }

  private void planTimer(SimServer server) {
    long deadline = server.raft().deadlineNanos();
    int life = server.starts();
    schedule.at(
        deadline,
        () -> {
          if (server.isUp()
              && server.starts() == life
              && server.raft().deadlineNanos() - schedule.now() <= 0) {
            planTurn(server.id());
          }
        });
  }

  private void turn(long id, int life) {
    SimServer server = servers.get(id);
    if (!server.isUp() || server.starts() != life) {
      return;
    }
    turnPlanned.remove(id);
    List<Event> inbox = inboxes.get(id);
    List<Event> events = new ArrayList<>(inbox);
    inbox.clear();
    if (random.nextInt(4) == 0) {
      // Each peer, the clients and the disk have queues of their own, so any of them may be late.
      long late = random.nextLong();
      events.removeIf(event -> (late >> EventSource.of(event) & 1) == 1 && inbox.add(event));
    }
    if (!inbox.isEmpty()) {
      planTurn(id);
    }
    List<Effect> effects = server.step(schedule.now(), events);
    invariants.turned(server, effects);
    for (Effect effect : effects) {
      if (effect instanceof Effect.Send send) {
        send(send.message());
      } else if (effect instanceof Effect.SendSnapshot send) {
        sendSnapshot(server, send);
      } else if (effect instanceof Effect.Noted noted) {
        marks.add(noted.what());
      }
    }
    planSync(server);
    planTimer(server);
  }

  private void takeSnapshot() {
    SimServer server = pick();
    if (!server.isUp() || server.raft().commitIndex() == 0) {
      return;
    }
    long index = server.raft().commitIndex();
    SnapshotMeta meta = members.meta(index, invariants.committed());
    int life = server.starts();
    schedule.at(
        schedule.now() + random.nextLong(chaos.diskMaxMillis() * MILLI),
        () -> {
          if (server.isUp() && server.starts() == life) {
            server.disk().save(meta, invariants.committed());
            long kept = random.nextInt(2) * random.nextLong(100);
            deliver(server.id(), new Event.SnapshotTaken(meta, Math.max(0, index - kept)));
          }
        });
  }

  /** The newest snapshot goes over a stream of its own, which breaks or arrives whole. */
  private void sendSnapshot(SimServer from, Effect.SendSnapshot send) {
    SnapshotMeta newest = from.disk().snapshot();
    Invariants.require(
        newest != null && newest.index() >= send.meta().index(), "a snapshot is not there");
    SnapshotMeta meta = newest == null ? send.meta() : newest;
    int life = from.starts();
    long slowest = healed ? 20 : 2 * chaos.delayMaxMillis();
    schedule.at(
        schedule.now() + random.nextLong(slowest * MILLI),
        () -> {
          SimServer to = servers.get(send.to());
          boolean broken =
              !to.isUp()
                  || links.isCut(from.id(), send.to())
                  || (!healed && random.nextDouble() < chaos.loss());
          if (!broken) {
            to.disk().save(meta, invariants.committed());
            deliver(to.id(), new Event.SnapshotReceived(meta));
          }
          if (from.isUp() && from.starts() == life) {
            deliver(from.id(), new Event.SnapshotSent(to.id(), meta.index(), !broken));
          }
        });
  }

  private void planSync(SimServer server) {
    if (server.disk().waiting() == 0 || !syncing.add(server.id())) {
      return;
    }
    int life = server.starts();
    long slowest = healed ? 2 : chaos.diskMaxMillis();
    schedule.at(
        schedule.now() + random.nextLong(slowest * MILLI),
        () -> {
          if (server.isUp() && server.starts() == life) {
            syncing.remove(server.id());
            sync(server);
          }
        });
  }

  private void sync(SimServer server) {
    int waiting = server.disk().waiting();
    int count = random.nextInt(3) == 0 ? 1 + random.nextInt(waiting) : waiting;
    SimDisk.Synced synced = server.disk().sync(count);
    for (Message message : synced.thenSend()) {
      invariants.released(server, message);
      send(message);
    }
    synced.events().forEach(event -> deliver(server.id(), event));
    planSync(server);
  }

  private void send(Message message) {
    messagesSent++;
    int copies = 1;
    if (!healed) {
      copies = random.nextDouble() < chaos.loss() ? 0 : 1;
      copies += random.nextDouble() < chaos.duplication() ? 1 : 0;
    }
    long lag = links.lagMillis(message.from(), message.to());
    for (int i = 0; i < copies; i++) {
      long slowest = healed ? 2 : chaos.delayMaxMillis();
      schedule.at(
          schedule.now() + random.nextLong(slowest * MILLI) + lag * MILLI,
          () -> {
            if (!links.isCut(message.from(), message.to())) {
              deliver(message.to(), new Event.Received(message));
            }
          });
    }
  }
}
