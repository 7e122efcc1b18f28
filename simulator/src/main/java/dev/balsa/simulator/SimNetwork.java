package dev.balsa.simulator;

import dev.balsa.node.PeerMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Carries messages between machines: late, in another order, twice or not at all.
 *
 * <p>A message of the consensus core may arrive twice; a request passed on arrives at most once, as
 * {@link dev.balsa.node.Transport} promises.
 */
final class SimNetwork {
  /** One direction between two members. */
  private static final class Link {
    final long from;
    final long to;
    boolean blocked;
    boolean connected = true;
    long epoch;
    long cloggedUntilNanos;
    long lastArrivalNanos;

    Link(long from, long to) {
      this.from = from;
      this.to = to;
    }
  }

  private final World world;
  private final Chance chance;
  private final Link[][] links;
  private final long[][] bootsSeen;
  private Plan.Network behaviour;

  SimNetwork(World world, Chance chance, Plan.Network behaviour, int members) {
    this.world = world;
    this.chance = chance;
    this.behaviour = behaviour;
    this.links = new Link[members + 1][members + 1];
    this.bootsSeen = new long[members + 1][members + 1];
    for (int from = 1; from <= members; from++) {
      for (int to = 1; to <= members; to++) {
        links[from][to] = new Link(from, to);
      }
    }
  }

  private Link link(long from, long to) {
    return links[(int) from][(int) to];
  }

  /** Whether a member has a connection to another. */
  boolean isConnected(long from, long to) {
    return link(from, to).connected;
  }

  /** A message leaves a machine. */
  void send(long from, long to, PeerMessage message) {
    Link link = link(from, to);
    if (!link.connected) {
      return;
    }
    if (link.blocked || chance.happens(behaviour.lost())) {
      world.mark(SimMarks.MESSAGE_LOST);
      return;
    }
    carry(link, message);
    if (message instanceof PeerMessage.Consensus && chance.happens(behaviour.doubled())) {
      world.mark(SimMarks.MESSAGE_DOUBLED);
      carry(link, message);
    }
  }

  private void carry(Link link, PeerMessage message) {
    long now = world.nowNanos();
    long arrival = now + behaviour.delayNanos() + chance.below(behaviour.delayNanos() + 1);
    if (chance.happens(behaviour.late())) {
      world.mark(SimMarks.MESSAGE_LATE);
      arrival += chance.below(behaviour.lateNanos() + 1);
    }
    arrival = Math.max(arrival, link.cloggedUntilNanos);
    if (behaviour.ordered()) {
      arrival = Math.max(arrival, link.lastArrivalNanos);
    } else if (arrival < link.lastArrivalNanos) {
      world.mark(SimMarks.MESSAGE_OVERTAKEN);
    }
    link.lastArrivalNanos = Math.max(link.lastArrivalNanos, arrival);
    long epoch = link.epoch;
    world.at(arrival, () -> arrive(link, epoch, message));
  }

  private void arrive(Link link, long epoch, PeerMessage message) {
    if (link.blocked) {
      world.mark(SimMarks.MESSAGE_LOST);
      return;
    }
    if (world.machine(link.to).isPutBack()) {
      // It is connected with nobody, and what was sent to its former life does not reach it.
      return;
    }
    if (epoch != link.epoch) {
      // Bytes that were under way when a connection broke: usually gone, but nobody can promise it.
      if (!(message instanceof PeerMessage.Consensus) || chance.below(4) > 0) {
        return;
      }
      world.mark(SimMarks.OLD_CONNECTION);
    }
    world.machine(link.to).receive(link.from, message);
  }

  /** Cuts or restores one direction. */
  void block(long from, long to, boolean blocked) {
    Link link = link(from, to);
    if (link.blocked == blocked) {
      return;
    }
    link.blocked = blocked;
    if (!blocked) {
      reconnectLater(from, to);
    } else if (behaviour.noticing()) {
      long wait =
          chance.between(world.plan().electionNanos() / 2, 4 * world.plan().electionNanos());
      world.at(
          world.nowNanos() + wait,
          () -> {
            if (link.blocked) {
              disconnect(from, to);
            }
          });
    }
  }

  /** Whether nothing passes in one direction. */
  boolean isBlocked(long from, long to) {
    return link(from, to).blocked;
  }

  /** Everything passes again. */
  void healAll() {
    for (int from = 1; from < links.length; from++) {
      for (int to = 1; to < links.length; to++) {
        link(from, to).cloggedUntilNanos = 0;
        block(from, to, false);
      }
    }
  }

  /** From now on nothing is late, lost or doubled. */
  void calm() {
    behaviour = new Plan.Network(behaviour.delayNanos(), 0, 0, 0, 0, true, true);
  }

  /** What one member sends is held up until a time. */
  void clog(long from, long untilNanos) {
    world.mark(SimMarks.CLOGGED);
    for (int to = 1; to < links.length; to++) {
      clog(from, to, untilNanos);
    }
  }

  /** What one member sends to another is held up until a time. */
  void clog(long from, long to, long untilNanos) {
    link(from, to).cloggedUntilNanos = untilNanos;
  }

  /** The connection between two members breaks, and both notice. */
  void reset(long one, long other) {
    disconnect(one, other);
    reconnectLater(one, other);
  }

  /** A process ended: the others notice sooner or later that it is gone. */
  void ended(long member) {
    Arrays.fill(bootsSeen[(int) member], 0);
    for (Link link : linksOf(member)) {
      long wait = chance.below(world.plan().electionNanos());
      world.at(
          world.nowNanos() + wait,
          () -> {
            disconnect(link.from, link.to);
            reconnectLater(link.from, link.to);
          });
    }
  }

  /** A process began: it is connected with everyone who can be reached. */
  void began(long member) {
    for (Link link : linksOf(member)) {
      link.connected = false;
      link(link.to, link.from).connected = false;
      reconnectLater(link.from, link.to);
    }
  }

  private List<Link> linksOf(long member) {
    List<Link> some = new ArrayList<>();
    for (int other = 1; other < links.length; other++) {
      if (other != member) {
        some.add(link(member, other));
      }
    }
    return some;
  }

  private void disconnect(long one, long other) {
    for (Link link : List.of(link(one, other), link(other, one))) {
      if (link.connected) {
        link.connected = false;
        link.epoch++;
        world.mark(SimMarks.CONNECTION_BROKEN);
        world.machine(link.from).disconnected(link.to);
      }
    }
  }

  private void reconnectLater(long one, long other) {
    long wait = 1 + chance.below(world.plan().electionNanos() / 2);
    world.at(world.nowNanos() + wait, () -> reconnect(one, other));
  }

  private void reconnect(long one, long other) {
    Link there = link(one, other);
    Link back = link(other, one);
    boolean possible =
        !there.blocked && !back.blocked && world.machine(one).isUp() && world.machine(other).isUp();
    if (possible && admits(one, other) && admits(other, one)) {
      there.connected = true;
      back.connected = true;
    }
  }

  /**
   * The verdict of the handshake on a boot counter: a process refuses a member that it has seen
   * with a higher one. A process that has not would let it in, and so would one that sees it after
   * so many starts that its counter has caught up: a net with holes, as the handshake says itself.
   * What comes through these holes is not played: nobody connects with an old copy.
   */
  private boolean admits(long judge, long other) {
    Machine machine = world.machine(other);
    long seen = bootsSeen[(int) judge][(int) other];
    if (machine.isPutBack()) {
      if (machine.bootCounter() < seen) {
        world.mark(SimMarks.OLD_DIRECTORY_REFUSED);
      }
      return false;
    }
    bootsSeen[(int) judge][(int) other] = machine.bootCounter();
    return true;
  }
}
