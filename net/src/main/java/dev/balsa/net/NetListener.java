package dev.balsa.net;

import dev.balsa.log.Acquaintance;
import dev.balsa.log.Identity;
import dev.balsa.log.Retirement;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Watches a transport, for logs and for the lab. Called by the transport's thread, which every
 * method must give back at once; the texts are meant for people.
 */
public interface NetListener {
  /** Watches nothing. */
  NetListener NONE = new NetListener() {};

  /** Which way the messages of a connection go. */
  enum Direction {
    /** This member dialled and sends. */
    OUTBOUND,
    /** The other side dialled and sends. */
    INBOUND
  }

  /**
   * A handshake that did not end in a connection.
   *
   * @param direction whether this member had dialled
   * @param byPeer whether the other side refused, or this one
   * @param member whom this member dialled or who the other side says it is; 0 if it never said
   * @param remote the other side's address, or null if it was gone before it was known
   * @param text what was expected, what came, and what to do
   */
  record Refused(
      Direction direction,
      boolean byPeer,
      long member,
      @Nullable SocketAddress remote,
      RefusalReason reason,
      String text) {}

  /** A handshake succeeded; the address is null if the connection is gone already. */
  default void connected(long member, Direction direction, @Nullable SocketAddress remote) {}

  /** A connection that had been made is gone. */
  default void disconnected(long member, Direction direction, String text) {}

  /** A handshake failed. While the cause lasts this is repeated at each attempt. */
  default void refused(Refused refused) {}

  /**
   * A member could not be reached. Called at the first failure, then not before it has been reached
   * again.
   */
  default void unreachable(long member, SocketAddress remote, String text) {}

  /**
   * Messages for a member are dropped since too much waits for it. Called once until nothing waits
   * any more.
   */
  default void overloaded(long member, String text) {}

  /** A member was let in that was not known as it is now; to be remembered durably. */
  default void met(Acquaintance member) {}

  /**
   * A member that is known here has recognised that this one is not what it was. It must stop for
   * good; see docs/identity.md.
   */
  default void retired(Retirement retirement, String text) {}

  /**
   * A member came with another data directory than the one that is known. It is sent away until a
   * configuration names it, or let in as a guest if it has one that names both. Repeated with each
   * attempt, or as often while it is a guest; see docs/repair.md.
   */
  default void knocked(Identity successor) {}

  /**
   * The files of the certificates were replaced, and the new ones are in use. By another thread.
   */
  default void certificatesLoaded(String text) {}

  /**
   * The files of the certificates were replaced by some that cannot be used, so the old ones stay
   * in use; or this member's certificate is past its dates: an alarm, told once. By another thread.
   */
  default void certificatesKept(String text) {}

  /** Code of this process failed in the transport's thread; the transport goes on. */
  default void failed(String text, Throwable cause) {}
}
