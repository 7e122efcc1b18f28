package dev.balsa.node;

import dev.balsa.core.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A transport that only writes down what is sent, in the same words as whatever else the test
 * records.
 */
final class RecordingTransport implements Transport {
  final Set<Long> unreachable = new HashSet<>();
  private final List<Object> record;

  /** What was sent to whom. */
  record Sent(long to, PeerMessage message) {}

  RecordingTransport(List<Object> record) {
    this.record = record;
  }

  RecordingTransport() {
    this(new ArrayList<>());
  }

  /** A consensus message, sent. */
  static Sent sent(Message message) {
    return new Sent(message.to(), new PeerMessage.Consensus(message));
  }

  /** What was sent since the last call. */
  List<Object> taken() {
    List<Object> all = List.copyOf(record);
    record.clear();
    return all;
  }

  @Override
  public void start(Receiver receiver) {}

  @Override
  public void send(long to, PeerMessage message) {
    record.add(new Sent(to, message));
  }

  @Override
  public boolean isConnected(long member) {
    return !unreachable.contains(member);
  }

  @Override
  public void close() {}
}
