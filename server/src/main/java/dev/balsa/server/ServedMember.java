package dev.balsa.server;

import dev.balsa.Balsa;
import dev.balsa.kv.Store;
import dev.balsa.kv.StoreLimits;
import dev.balsa.log.Identity;
import dev.balsa.net.PeerLink;
import dev.balsa.server.events.EventHub;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * The member a server stands before. The server uses all of it and closes none of it.
 *
 * @param identity who it is
 * @param replica how it is asked
 * @param store its state machine
 * @param limits what its clients may ask for
 * @param links how it reaches the others; called from any thread
 * @param events what it does; must be among its node's observers
 */
public record ServedMember(
    Identity identity,
    Replica replica,
    Store store,
    StoreLimits limits,
    Supplier<? extends Collection<PeerLink>> links,
    EventHub events) {
  /**
   * A member that runs.
   *
   * @param events must have been given to its cluster as an observer before it started
   */
  public static ServedMember of(Balsa member, EventHub events) {
    return new ServedMember(
        member.identity(),
        Replica.of(member.raftNode()),
        member.store(),
        member.limits().store(),
        () -> member.transport().status().values(),
        events);
  }
}
