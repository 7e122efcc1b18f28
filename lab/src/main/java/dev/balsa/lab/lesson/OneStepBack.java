package dev.balsa.lab.lesson;

import dev.balsa.core.Configuration;
import dev.balsa.core.Message;
import dev.balsa.node.NanoClock;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.Transport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a member and its connections, and makes it rebuild logs as Figure 2 has it: a
 * refused AppendEntries takes nextIndex back by one. Safe for use by many threads.
 */
public final class OneStepBack implements Transport {
  /*
   * A refusal tells how far the logs can agree at most, and the leader goes there at once (§5.3,
   * last paragraphs). Here the refusal is passed on without what it tells. While the pause after a
   * step lasts it is passed on as the answer to an older question, which a leader takes as a sign
   * of life and nothing more; it asks again with its next heartbeat.
   */
  private static final long ANY_TERM = Long.MAX_VALUE;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Transport transport;
  private final NanoClock clock;
  private final long pauseNanos;
  private final Map<Long, Long> steppedNanos = new ConcurrentHashMap<>();

  /**
   * Puts itself before a transport.
   *
   * @param pauseMillis how long a step stays to be looked at; 0 to 60,000
   */
  public OneStepBack(Transport transport, long pauseMillis, NanoClock clock) {
    this.transport = transport;
    this.clock = clock;
    this.pauseNanos = pauseMillis * NANOS_PER_MILLI;
  }

  @Override
  public void start(Receiver receiver) {
    transport.start(
        new Receiver() {
          @Override
          public void received(long from, PeerMessage message) {
            receiver.received(from, changed(from, message));
          }

          @Override
          public void disconnected(long member) {
            receiver.disconnected(member);
          }
        });
  }

  @Override
  public void members(Configuration configuration) {
    transport.members(configuration);
  }

  private PeerMessage changed(long from, PeerMessage message) {
    return message instanceof PeerMessage.Consensus(Message.AppendEntriesResponse answer)
            && !answer.success()
        ? new PeerMessage.Consensus(changed(from, answer))
        : message;
  }

  private Message changed(long from, Message.AppendEntriesResponse answer) {
    long nowNanos = clock.nanos();
    Long before = steppedNanos.get(from);
    boolean steps = before == null || nowNanos - before >= pauseNanos;
    if (steps) {
      steppedNanos.put(from, nowNanos);
    }
    long asked = steps ? answer.prevLogIndex() : 0;
    return new Message.AppendEntriesResponse(
        answer.from(),
        answer.to(),
        answer.term(),
        answer.round(),
        false,
        asked,
        0,
        ANY_TERM,
        Math.max(0, asked - 1));
  }

  @Override
  public void send(long to, PeerMessage message) {
    transport.send(to, message);
  }

  @Override
  public boolean isConnected(long member) {
    return transport.isConnected(member);
  }

  @Override
  public void close() {
    transport.close();
  }
}
