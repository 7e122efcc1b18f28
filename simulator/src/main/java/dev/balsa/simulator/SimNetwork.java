package dev.balsa.simulator;

import dev.balsa.log.MemberId;
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
  /** One direction between two machines. */
  private static final class Link {
    final long from;
    final long to;

    /** The member at the other end when the connection was made. */
    long toMember;

    boolean blocked;
    boolean connected = true;
    boolean knocks;
    long epoch;
    long cloggedUntilNanos;
    long lastArrivalNanos;

    Link(long from, long to) {
      this.from = from;
      this.to = to;
      this.toMember = to;
    }
  }

  private final World world;
  private final Chance chance;
  private final Link[][] links;

  /** What the member of one machine has met of the directory of another, 0 for nothing. */
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

  /** The one between the machines of two members. */
  private Link link(long from, long to) {
    return links[(int) MemberId.number(from)][(int) MemberId.number(to)];
  }

  /** Whether a member has a connection to another. */
  boolean isConnected(long from, long to) {
    Link link = link(from, to);
    return link.connected && link.toMember == to;
  }

  /** A message leaves a machine. */
  void send(long from, long to, PeerMessage message) {
    Link link = link(from, to);
    if (!link.connected || link.toMember != to) {
      return;
    }
    if (link.blocked || chance.happens(behaviour.lost())) {
      world.mark(SimMarks.MESSAGE_LOST);
      return;
    }
    carry(link, from, to, message);
    if (message instanceof PeerMessage.Consensus && chance.happens(behaviour.doubled())) {
      world.mark(SimMarks.MESSAGE_DOUBLED);
      carry(link, from, to, message);
    }
  }

  private void carry(Link link, long from, long to, PeerMessage message) {
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
    world.at(arrival, () -> arrive(link, epoch, from, to, message));
  }

  private void arrive(Link link, long epoch, long from, long to, PeerMessage message) {
    if (link.blocked) {
      world.mark(SimMarks.MESSAGE_LOST);
      return;
    }
    Machine receiver = world.machine(link.to);
    if (receiver.past().isLost() || receiver.member() != to) {
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
    receiver.receive(from, message);
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
    if (!world.plan().moves().rejoins()) {
      Arrays.fill(bootsSeen[(int) member], 0);
    }
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
      Link back = link(link.to, link.from);
      link.connected = false;
      if (back.connected) {
        back.connected = false;
        world.machine(back.from).disconnected(back.toMember);
      }
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
        world.machine(link.from).disconnected(link.toMember);
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
    if (there.blocked
        || back.blocked
        || !world.machine(one).isUp()
        || !world.machine(other).isUp()) {
      return;
    }
    // Whoever is not let in by one side has been heard by the other all the same.
    boolean admitted = admits(one, other);
    if (admits(other, one) && admitted) {
      there.connected = true;
      there.toMember = world.machine(other).member();
      back.connected = true;
      back.toMember = world.machine(one).member();
    }
  }

  /**
   * The verdict of the handshake: a process refuses a member that it has met with a higher boot
   * counter, or with another directory, and one that nobody has let in as a successor yet.
   *
   * <p>Where members do not come back by themselves, only what the running process has met counts.
   * So it would let in an old copy after so many starts that its counter has caught up: a net with
   * holes, and what comes through them is not played. Nobody connects with an old copy. Where
   * members come back, processes remember whom they have met before, and the lives they met.
   */
  private boolean admits(long judge, long other) {
    Past past = world.machine(other).past();
    long seen = bootsSeen[(int) judge][(int) other];
    if (past.isLost()) {
      if (world.plan().moves().rejoins() ? past.isRecognised(seen) : past.bootCounter() < seen) {
        world.mark(SimMarks.OLD_DIRECTORY_REFUSED);
        if (world.plan().moves().rejoins()) {
          world.machine(other).retire();
        }
      }
      return false;
    }
    long member = world.machine(other).member();
    if (MemberId.isSuccessor(member) && !world.machine(judge).past().names(member)) {
      knocks(judge, other, member);
      if (!isGuest(judge, other)) {
        return false;
      }
      world.mark(SimMarks.GUEST);
    }
    bootsSeen[(int) judge][(int) other] = past.bootCounter();
    return true;
  }

  /**
   * Who has missed that a successor was let in by the others lets it in as a guest, if the
   * successor goes by members among which both are.
   */
  private boolean isGuest(long judge, long other) {
    Past guest = world.machine(other).past();
    return guest.names(world.machine(other).member()) && guest.names(world.machine(judge).member());
  }

  /** Who is not let in, or as a guest only, is heard all the same, and tries again. */
  private void knocks(long judge, long other, long member) {
    Link link = link(Math.min(judge, other), Math.max(judge, other));
    if (world.machine(judge).pausedUntilNanos() <= world.nowNanos()) {
      world.mark(SimMarks.KNOCKED);
      world.machine(judge).past().knocked(member);
    }
    if (!link.knocks) {
      link.knocks = true;
      long wait =
          chance.between(world.plan().electionNanos() / 2, 2 * world.plan().electionNanos());
      world.at(
          world.nowNanos() + wait,
          () -> {
            link.knocks = false;
            reconnect(judge, other);
          });
    }
  }

  /** A machine's directory is a new one: it has met nobody, and nobody has met it. */
  void isNobodyKnown(long machine) {
    Arrays.fill(bootsSeen[(int) machine], 0);
    for (long[] seen : bootsSeen) {
      seen[(int) machine] = 0;
    }
  }

  /** Whether anybody has met a machine's directory later than it is now. */
  boolean recognises(long machine) {
    for (Machine judge : world.machines()) {
      long seen = bootsSeen[(int) judge.id()][(int) machine];
      if (!judge.hasLeft()
          && !judge.past().isLost()
          && world.machine(machine).past().isRecognised(seen)) {
        return true;
      }
    }
    return false;
  }
}
