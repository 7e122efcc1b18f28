package dev.balsa.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Message;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OneStepBackTest {
  private static final long STEP_NANOS = 100_000_000;

  /** A transport that only takes what is sent, and a receiver that only takes what arrives. */
  private static final class Wire implements Transport {
    private final List<PeerMessage> sent = new ArrayList<>();
    private Receiver receiver = (from, message) -> {};
    private boolean closed;

    @Override
    public void start(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void send(long to, PeerMessage message) {
      sent.add(message);
    }

    @Override
    public boolean isConnected(long member) {
      return member == 2;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class Ears implements Transport.Receiver {
    private final List<PeerMessage> heard = new ArrayList<>();
    private final List<Long> lost = new ArrayList<>();

    @Override
    public void received(long from, PeerMessage message) {
      heard.add(message);
    }

    @Override
    public void disconnected(long member) {
      lost.add(member);
    }
  }

  private final Wire wire = new Wire();
  private final Ears ears = new Ears();
  private long nowNanos;
  private final OneStepBack between = new OneStepBack(wire, 100, () -> nowNanos);

  @BeforeEach
  void start() {
    between.start(ears);
  }

  private static PeerMessage refusal(long from, long prevLogIndex, long hintIndex) {
    return new PeerMessage.Consensus(
        new Message.AppendEntriesResponse(from, 1, 7, 4, false, prevLogIndex, 0, 3, hintIndex));
  }

  private Message.AppendEntriesResponse hear(PeerMessage message, long from) {
    wire.receiver.received(from, message);
    PeerMessage last = Objects.requireNonNull(ears.heard.getLast());
    return (Message.AppendEntriesResponse) ((PeerMessage.Consensus) last).message();
  }

  @Test
  void aRefusalSaysNoMoreThanThatItIsOne() {
    Message.AppendEntriesResponse heard = hear(refusal(3, 10, 4), 3);
    assertThat(heard.prevLogIndex()).isEqualTo(10);
    assertThat(heard.hintIndex()).isEqualTo(9);
    assertThat(heard.hintTerm()).isEqualTo(Long.MAX_VALUE);
    assertThat(heard.success()).isFalse();
    assertThat(heard.round()).isEqualTo(4);
  }

  @Test
  void whileAStepIsLookedAtARefusalIsOnlyASignOfLife() {
    hear(refusal(3, 10, 4), 3);
    nowNanos = STEP_NANOS - 1;
    assertThat(hear(refusal(3, 9, 4), 3).prevLogIndex()).isZero();
    assertThat(hear(refusal(2, 9, 4), 2).prevLogIndex()).isEqualTo(9);
    nowNanos = STEP_NANOS;
    assertThat(hear(refusal(3, 9, 4), 3).prevLogIndex()).isEqualTo(9);
  }

  @Test
  void everythingElseIsPassedOnAsItIs() {
    PeerMessage success =
        new PeerMessage.Consensus(new Message.AppendEntriesResponse(3, 1, 7, 4, true, 3, 10, 0, 0));
    PeerMessage read = new PeerMessage.ForwardedRead(5);
    wire.receiver.received(3, success);
    wire.receiver.received(3, read);
    wire.receiver.disconnected(2);
    assertThat(ears.heard).containsExactly(success, read);
    assertThat(ears.lost).containsExactly(2L);
    between.send(3, read);
    assertThat(wire.sent).containsExactly(read);
    assertThat(between.isConnected(2)).isTrue();
    assertThat(between.isConnected(3)).isFalse();
    between.close();
    assertThat(wire.closed).isTrue();
  }
}
