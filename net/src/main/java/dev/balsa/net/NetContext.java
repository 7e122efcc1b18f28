package dev.balsa.net;

import dev.balsa.log.Identity;
import dev.balsa.log.Retirement;
import dev.balsa.net.tls.Certificates;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.Transport;
import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one transport share. Used by the event loop, except where it says otherwise.
 */
final class NetContext {
  private final NetSettings settings;
  private final NetListener listener;
  private final Groups groups;
  private final EventLoops loops;
  private final KnownMembers known;
  private final Guests guests;
  private final Fellows fellows;
  private final ConcurrentNavigableMap<Long, Peer> peers = new ConcurrentSkipListMap<>();
  private final Names names;
  private final @Nullable Certificates certificates;
  private @Nullable Acceptor acceptor;
  private volatile boolean closed;

  NetContext(
      NetSettings settings,
      NetListener listener,
      Groups groups,
      EventLoops loops,
      Names names,
      @Nullable Certificates certificates,
      Fellows fellows) {
    this.settings = settings;
    this.listener = listener;
    this.groups = groups;
    this.loops = loops;
    this.names = names;
    this.certificates = certificates;
    this.fellows = fellows;
    this.guests = new Guests(this);
    this.known =
        new KnownMembers(
            settings,
            peers,
            guests,
            this::former,
            met -> tell(l -> l.met(met)),
            successor -> tell(l -> l.knocked(successor)));
  }

  /** Ties the parts together. Called once, before anything is dialled or accepted. */
  void wire(Acceptor theAcceptor) {
    acceptor = theAcceptor;
  }

  /** The other members. Read by any thread, changed by the event loop. */
  ConcurrentNavigableMap<Long, Peer> peers() {
    return peers;
  }

  /** Who is a peer for a while, beside a member with the same number. */
  Guests guests() {
    return guests;
  }

  /** What this member says of itself to another one. */
  Hello hello(long member) {
    return Hello.of(settings, member, fellows.include(member), fellows.address(member));
  }

  /** Ends all connections with a member that is no peer any more. */
  void part(long member, String why) {
    Peer peer = peers.remove(member);
    if (acceptor != null) {
      acceptor.removed(member, why);
    }
    if (peer != null) {
      peer.stop(why);
    }
  }

  /** Whether a member has a connection to this one. */
  boolean hasConnectionFrom(long member) {
    return acceptor != null && acceptor.hasConnectionFrom(member);
  }

  /** What TLS needs, or null without it. */
  @Nullable Certificates certificates() {
    return certificates;
  }

  /** How host names become addresses. */
  Names names() {
    return names;
  }

  /** A member has shown that it runs. */
  void memberRuns(long member) {
    Peer peer = peers.get(member);
    if (peer != null) {
      peer.wake();
    }
  }

  /** A member has been seen with a higher boot counter than before. */
  void memberRestarted(Identity member) {
    Peer peer = peers.get(member.memberId());
    if (peer != null) {
      peer.restarted(member.bootCounter());
    }
    if (acceptor != null) {
      acceptor.restarted(member);
    }
  }

  /** Runs a task on the event loop, unless that has ended. By any thread. */
  void execute(Runnable task) {
    execute(task, () -> {});
  }

  /** Runs a task on the event loop, or another one at once if that has ended. By any thread. */
  void execute(Runnable task, Runnable afterTheEnd) {
    try {
      loop().execute(task);
    } catch (RejectedExecutionException ended) {
      // Only close() ends the loop.
      closed = true;
      afterTheEnd.run();
    }
  }

  NetSettings settings() {
    return settings;
  }

  NetLimits limits() {
    return settings.limits();
  }

  EventLoops loops() {
    return loops;
  }

  EventLoop loop() {
    return loops.loop();
  }

  KnownMembers known() {
    return known;
  }

  /** From now on nothing is told to the receiver and nothing is dialled. By any thread. */
  void close() {
    closed = true;
  }

  /** Whether the transport is closed. By any thread. */
  boolean isClosed() {
    return closed;
  }

  /** Which groups are served. */
  Groups groups() {
    return groups;
  }

  void received(Transport.Receiver receiver, long from, PeerMessage message) {
    if (!closed) {
      try {
        receiver.received(from, message);
      } catch (RuntimeException e) {
        failed("the receiver of messages failed on one from member " + from, e);
      }
    }
  }

  /** All groups lost a member. */
  void disconnected(long member) {
    groups.forEach(receiver -> disconnected(receiver, member));
  }

  /** One group lost a member, which does not serve it. */
  void noGroup(long group, long member) {
    Transport.Receiver receiver = groups.of(group);
    if (receiver != null) {
      disconnected(receiver, member);
    }
  }

  private void disconnected(Transport.Receiver receiver, long member) {
    if (!closed) {
      try {
        receiver.disconnected(member);
      } catch (RuntimeException e) {
        failed("the receiver of messages failed when member " + member + " was lost", e);
      }
    }
  }

  /**
   * Tells the listener something; what it throws goes where the thread's other uncaught exceptions
   * go.
   */
  void tell(Consumer<NetListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  /** A connection of this member that is not made yet. */
  Connection connection(Connection.Owner owner) {
    return new Connection(
        owner, certificates, settings.groupId(), settings.identity().directoryId());
  }

  /** Whether a former life of a member still has a connection here. */
  Inbound.Former former(Identity later) {
    return acceptor == null ? Inbound.Former.GONE : acceptor.former(later, System.nanoTime());
  }

  /** The other side has refused this member; if it is one that is known, that may be the end. */
  void heardRefusal(Farewell farewell) {
    Retirement.Cause cause = farewell.reason().retires();
    long by = known.witness(farewell.directoryId());
    if (cause != null && by != 0) {
      tell(l -> l.retired(new Retirement(cause, by), farewell.text()));
    }
  }

  /** Tells the listener of a handshake that failed. */
  void refused(
      NetListener.Direction direction,
      boolean byPeer,
      long member,
      Connection connection,
      Farewell farewell) {
    tell(l ->
        l.refused(
            new NetListener.Refused(
                direction,
                byPeer,
                member,
                connection.remote(),
                farewell.reason(),
                farewell.text())));
  }

  void failed(String text, Throwable cause) {
    tell(l -> l.failed(text, cause));
  }
}
