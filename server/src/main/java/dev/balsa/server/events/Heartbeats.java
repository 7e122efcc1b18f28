package dev.balsa.server.events;

import dev.balsa.core.Message;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows the messages that only say that nothing is new. The first message of a leader's term is not
 * one of them, nor is one that carries a higher commitIndex. Not safe for use by many threads.
 */
final class Heartbeats {
  private record Link(long from, long to, boolean answer) {}

  private record Said(long term, long index) {}

  private final Map<Link, Said> last = new HashMap<>();

  boolean isOne(Message message) {
    return switch (message) {
      case Message.AppendEntries append -> {
        boolean same = same(append, false, append.leaderCommit());
        yield same && append.entries().isEmpty();
      }
      case Message.AppendEntriesResponse response ->
          same(response, true, response.matchIndex()) && response.success();
      default -> false;
    };
  }

  private boolean same(Message message, boolean answer, long index) {
    Said said = new Said(message.term(), index);
    return said.equals(last.put(new Link(message.from(), message.to(), answer), said));
  }
}
