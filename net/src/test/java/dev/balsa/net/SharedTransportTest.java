package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.node.PeerMessage;
import dev.balsa.node.Transport;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedTransportTest {
  private static final int GROUPS = 50;

  private final Members members = new Members(3);
  private final List<Machine> all = new ArrayList<>();

  /** One machine and what its groups hear. */
  private static final class Machine implements NetListener {
    final long member;
    final SharedTransport shared;
    final AtomicInteger connections = new AtomicInteger();
    final Map<Long, Group> groups = new ConcurrentHashMap<>();

    Machine(NetSettings settings, GroupLimits limits) {
      member = settings.identity().memberId();
      shared = SharedTransport.start(settings, limits, this);
    }

    @Override
    public synchronized void connected(long to, Direction direction, SocketAddress remote) {
      connections.incrementAndGet();
      notifyAll();
    }

    Group serve(long id) {
      Group group = new Group(shared.group(id));
      group.transport.start(group);
      groups.put(id, group);
      return group;
    }

    /** Waits for a connection to a member, and for so many in all. */
    synchronized void awaitConnected(long to, int all) throws InterruptedException {
      while (connections.get() < all || link(to).state() != PeerLink.State.CONNECTED) {
        wait(30_000);
      }
    }

    PeerLink link(long to) {
      return Objects.requireNonNull(shared.status().get(to));
    }

    Group group(long id) {
      return Objects.requireNonNull(groups.get(id));
    }
  }

  /** A group in one machine. */
  private static final class Group implements Transport.Receiver {
    final Transport transport;
    final LinkedBlockingQueue<PeerMessage> received = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Long> lost = new LinkedBlockingQueue<>();

    Group(Transport transport) {
      this.transport = transport;
    }

    @Override
    public void received(long from, PeerMessage message) {
      received.add(message);
    }

    @Override
    public void disconnected(long from) {
      lost.add(from);
    }

    PeerMessage next() throws InterruptedException {
      PeerMessage message = received.poll(30, TimeUnit.SECONDS);
      assertThat(message).as("a message").isNotNull();
      return message;
    }

    long nextLost() throws InterruptedException {
      Long member = lost.poll(30, TimeUnit.SECONDS);
      assertThat(member).as("a member that was lost").isNotNull();
      return member;
    }
  }

  @AfterEach
  void close() {
    all.forEach(machine -> machine.shared.close());
  }

  private Machine machine(long member) {
    return machine(members.settings(member), GroupLimits.STANDARD);
  }

  private Machine machine(NetSettings settings, GroupLimits limits) {
    Machine machine = new Machine(settings, limits);
    all.add(machine);
    return machine;
  }

  private List<Machine> connected(int count) throws InterruptedException {
    for (long member = 1; member <= count; member++) {
      machine(member);
    }
    for (Machine one : all) {
      for (Machine other : all) {
        if (one != other) {
          one.awaitConnected(other.member, 2 * (count - 1));
        }
      }
    }
    return all;
  }

  @Test
  void manyGroupsUseTheSameConnections() throws Exception {
    for (Machine machine : connected(3)) {
      for (long id = 0; id < GROUPS; id++) {
        machine.serve(id);
      }
    }
    for (Machine machine : all) {
      for (long id = 0; id < GROUPS; id++) {
        for (Machine other : all) {
          if (other != machine) {
            machine
                .group(id)
                .transport
                .send(other.member, Members.heartbeat(machine.member, other.member, id));
          }
        }
      }
    }
    for (Machine machine : all) {
      for (long id = 0; id < GROUPS; id++) {
        Group group = machine.group(id);
        assertThat(Members.round(group.next())).isEqualTo(id);
        assertThat(Members.round(group.next())).isEqualTo(id);
        assertThat(group.received).isEmpty();
      }
      // Two other members, a connection in each direction.
      assertThat(machine.connections).hasValue(4);
      assertThat(machine.shared.groups()).isEqualTo(GROUPS);
    }
  }

  @Test
  void longMessagesOfManyGroupsArriveWhole() throws Exception {
    Machine one = connected(2).get(0);
    for (long id = 0; id < 5; id++) {
      one.serve(id);
      all.get(1).serve(id);
    }
    for (long id = 0; id < 5; id++) {
      one.group(id).transport.send(2, Members.bulk(1, 2, id, 300_000));
    }
    for (long id = 0; id < 5; id++) {
      assertThat(all.get(1).group(id).next()).isEqualTo(Members.bulk(1, 2, id, 300_000));
    }
  }

  @Test
  void aMessageForAGroupThatIsNotServedThereIsAnsweredAndTheConnectionStays() throws Exception {
    Machine one = connected(2).get(0);
    Group seven = one.serve(7);
    Group eight = one.serve(8);
    Group eightAtTwo = all.get(1).serve(8);
    Object since = one.link(2).connectedSince();
    seven.transport.send(2, Members.heartbeat(1, 2, 70));
    assertThat(seven.nextLost()).isEqualTo(2);
    eight.transport.send(2, Members.heartbeat(1, 2, 80));
    assertThat(Members.round(eightAtTwo.next())).isEqualTo(80);
    assertThat(eight.lost).isEmpty();
    assertThat(one.link(2).connectedSince()).isEqualTo(since);
    Group sevenAtTwo = all.get(1).serve(7);
    seven.transport.send(2, Members.heartbeat(1, 2, 71));
    assertThat(Members.round(sevenAtTwo.next())).isEqualTo(71);
  }

  @Test
  void theEndOfAGroupIsToldToItsOtherMembersAtOnce() throws Exception {
    Machine one = connected(2).get(0);
    Group sevenAtOne = one.serve(7);
    Group eightAtOne = one.serve(8);
    Group seven = all.get(1).serve(7);
    all.get(1).serve(8);
    seven.transport.close();
    assertThat(sevenAtOne.nextLost()).isEqualTo(2);
    assertThat(eightAtOne.lost).isEmpty();
    seven.transport.close();
    assertThat(all.get(1).shared.groups()).isEqualTo(1);
    assertThat(sevenAtOne.transport.isConnected(2)).isTrue();
  }

  @Test
  void allGroupsHearOfALostConnection() throws Exception {
    Machine one = connected(2).get(0);
    Group seven = one.serve(7);
    Group eight = one.serve(8);
    all.get(1).shared.close();
    assertThat(seven.nextLost()).isEqualTo(2);
    assertThat(eight.nextLost()).isEqualTo(2);
  }

  @Test
  void whoIsCutOffIsNotHeardInAnyGroup() throws Exception {
    Machine one = connected(2).get(0);
    Group seven = one.serve(7);
    Group sevenAtTwo = all.get(1).serve(7);
    all.get(1).shared.cutOff(Set.of(1L));
    seven.transport.send(2, Members.heartbeat(1, 2, 1));
    // On the same connection, and after it.
    one.serve(9).transport.send(2, Members.heartbeat(1, 2, 2));
    assertThat(one.group(9).nextLost()).isEqualTo(2);
    assertThat(sevenAtTwo.received).isEmpty();
    all.get(1).shared.cutOff(Set.of());
    seven.transport.send(2, Members.heartbeat(1, 2, 3));
    assertThat(Members.round(sevenAtTwo.next())).isEqualTo(3);
  }

  @Test
  void theFloodOfOneGroupLeavesRoomForTheOthers() throws Exception {
    NetLimits limits =
        NetLimits.STANDARD
            .withBytes(64 << 10, 1 << 20, 16 << 20, 64 << 10)
            .withTimes(0, 1000, 5000, 50, 20_000);
    try (ServerSocket server = RawPeer.listen(members.address(2))) {
      Machine one = machine(members.settings(1).withLimits(limits), GroupLimits.STANDARD);
      Group greedy = one.serve(1);
      Group modest = one.serve(2);
      try (RawPeer two = RawPeer.welcome(server, Members.identity(2, 1), 1)) {
        one.awaitConnected(2, 1);
        flood(one, greedy, Members.bulk(1, 2, 1, 100_000), 5 << 20);
        flood(one, greedy, Members.heartbeat(1, 2, 1), (5 << 20) + (64 << 10));
        long dropped = one.link(2).dropped();
        assertThat(one.link(2).lastDrop()).contains("messages of group 1");
        modest.transport.send(2, Members.heartbeat(1, 2, 4711));
        modest.transport.send(2, Members.bulk(1, 2, 4712, 100_000));
        assertThat(one.link(2).dropped()).isEqualTo(dropped);
        awaitRounds(two, 2, 4711, 4712);
      }
    }
  }

  private static void flood(Machine one, Group greedy, PeerMessage message, long bytesMax) {
    long dropped = one.link(2).dropped();
    while (one.link(2).dropped() == dropped) {
      greedy.transport.send(2, message);
      assertThat(one.link(2).waitingBytes()).isLessThan(bytesMax);
    }
  }

  /** Reads until the messages of a group have come. */
  private static void awaitRounds(RawPeer two, long group, long... rounds) throws IOException {
    Assembly assembly = new Assembly(8 << 20);
    List<Long> found = new ArrayList<>();
    while (found.size() < rounds.length) {
      Frame frame = two.read();
      byte[] whole =
          switch (frame.type()) {
            case MESSAGE -> frame.body();
            case FRAGMENT -> assembly.add(frame.body());
            case PING -> {
              two.send(FrameType.PONG, out -> out.writeBytes(frame.body()));
              yield null;
            }
            default -> throw new AssertionError(frame.type());
          };
      if (whole != null && frame.groupId() == group) {
        found.add(Members.round(MessageCodec.decode(whole)));
      }
    }
    assertThat(found).containsExactly(4711L, 4712L);
  }

  @Test
  void servesEachGroupOnceAndNotTooMany() {
    Machine one = machine(members.settings(1), new GroupLimits(2, 25));
    Group first = one.serve(1);
    assertThatThrownBy(() -> one.serve(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("group 1 is served already");
    one.serve(2);
    assertThatThrownBy(() -> one.serve(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("groupsMax is 2");
    first.transport.close();
    one.serve(3);
    assertThatThrownBy(() -> one.shared.group(-1)).isInstanceOf(IllegalArgumentException.class);
    one.shared.close();
    assertThatThrownBy(() -> one.serve(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void theWordThatAGroupIsNotServedHasItsPlace() throws Exception {
    Machine one = machine(1);
    Group seven = one.serve(7);
    try (RawPeer two = RawPeer.connect(one.shared.boundAddress(), Members.identity(2, 1), 1)) {
      two.send(FrameType.MESSAGE, 5, out -> MessageCodec.encode(Members.heartbeat(2, 1, 1), out));
      assertThat(two.expect(FrameType.NO_GROUP).groupId()).isEqualTo(5);
      two.send(FrameType.NO_GROUP, 7, out -> {});
      assertThat(seven.nextLost()).isEqualTo(2);
      two.send(FrameType.NO_GROUP, 7, out -> out.writeByte(1));
      assertThat(two.farewell().text()).contains("a NO_GROUP frame of 1 bytes");
    }
    try (Node single = members.node(3).start();
        RawPeer two = RawPeer.connect(members.address(3), Members.identity(2, 1), 3)) {
      two.send(FrameType.NO_GROUP, 0, out -> {});
      assertThat(two.farewell().text()).contains("comes only where there are many groups");
      assertThat(single.member()).isEqualTo(3);
    }
  }

  @Test
  void limitsAreChecked() {
    assertThatThrownBy(() -> new GroupLimits(0, 25))
        .hasMessage("groupsMax is 0; it must be from 1 to 100000");
    assertThatThrownBy(() -> new GroupLimits(1, 101))
        .hasMessage("sharePercent is 101; it must be from 1 to 100");
  }
}
