package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CutOffTest {
  private final Members members = new Members(3);

  @Test
  void whatIsSentToAndFromAMemberThatIsCutOffIsLostUntilItHeals() {
    try (Node one = patient(1);
        Node two = patient(2);
        Node three = patient(3)) {
      one.awaitConnected(2);
      one.awaitConnected(3);
      two.awaitConnected(1);
      one.transport().cutOff(Set.of(2L));
      one.send(2, Members.heartbeat(1, 2, 1));
      one.send(3, Members.heartbeat(1, 3, 1));
      three.awaitMessages(1);
      long frames = one.link(2).framesIn();
      two.send(1, Members.heartbeat(2, 1, 1));
      one.await("a frame that is not passed on", node -> node.link(2).framesIn() > frames);

      one.transport().cutOff(Set.of());
      one.send(2, Members.heartbeat(1, 2, 2));
      two.send(1, Members.heartbeat(2, 1, 2));
      one.awaitMessages(1);
      two.awaitMessages(1);
      assertThat(one.messages()).containsExactly(Members.heartbeat(2, 1, 2));
      assertThat(two.messages()).containsExactly(Members.heartbeat(1, 2, 2));
    }
  }

  /**
   * A member that sends nothing by itself for a minute, so that frames can be told apart by
   * counting.
   */
  private Node patient(long member) {
    return new Node(
            members
                .settings(member)
                .withLimits(Members.QUICK.withTimes(60_000, 1000, 5000, 50, 2000)))
        .start();
  }
}
