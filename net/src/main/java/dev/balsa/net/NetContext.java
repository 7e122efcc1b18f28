package dev.balsa.net;

import dev.balsa.log.Identity;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.Transport;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one transport share. Used by the event loop, except where it says otherwise.
 */
final class NetContext {
  private final NetSettings settings;
  private final NetListener listener;
  private final Transport.Receiver receiver;
  private final EventLoops loops;
  private final KnownMembers known;
  private LongFunction<@Nullable Peer> peers = member -> null;
  private @Nullable Acceptor acceptor;
  private volatile boolean closed;

  NetContext(
      NetSettings settings, NetListener listener, Transport.Receiver receiver, EventLoops loops) {
    this.settings = settings;
    this.listener = listener;
    this.receiver = receiver;
    this.loops = loops;
    this.known = new KnownMembers(settings);
  }

  /** Ties the parts together. Called once, before anything is dialled or accepted. */
  void wire(LongFunction<@Nullable Peer> allPeers, Acceptor theAcceptor) {
    peers = allPeers;
    acceptor = theAcceptor;
  }

  /** A member has shown that it runs. */
  void memberRuns(long member) {
    Peer peer = peers.apply(member);
    if (peer != null) {
      peer.wake();
    }
  }

  /** A member has been seen with a higher boot counter than before. */
  void memberRestarted(Identity member) {
    Peer peer = peers.apply(member.memberId());
    if (peer != null) {
      peer.restarted(member.bootCounter());
    }
    if (acceptor != null) {
      acceptor.restarted(member);
    }
  }

  /** Runs a task on the event loop, unless that has ended. By any thread. */
  void execute(Runnable task) {
    try {
      loop().execute(task);
    } catch (RejectedExecutionException ended) {
      // Only close() ends the loop, and after it there is nothing to do.
      closed = true;
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

  void received(long from, PeerMessage message) {
    if (!closed) {
      try {
        receiver.received(from, message);
      } catch (RuntimeException e) {
        failed("the receiver of messages failed on one from member " + from, e);
      }
    }
  }

  void disconnected(long member) {
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

  void failed(String text, Throwable cause) {
    tell(l -> l.failed(text, cause));
  }
}
