package dev.balsa.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands work from many threads to the one that turns an agent, in order of arrival.
 *
 * <p>Bounded for what comes from outside, by number and bytes and for each {@link Lane} apart, so
 * that a flood of client requests cannot crowd out what peers say. The node's own hand-overs are
 * never refused: refusing a completion would lose it, and their amount follows from the bounds of
 * the core. Safe for use by many threads, except that only one drains.
 *
 * @param <T> the kind of mail
 */
final class Mailbox<T> {
  /** Who a piece of mail comes from. */
  enum Lane {
    /** Other members. */
    PEER,
    /** Clients of this member. */
    CLIENT
  }

  /** What became of a piece of mail. */
  enum Outcome {
    /** It will be drained. */
    TAKEN,
    /** Its lane is full; it was not taken. */
    FULL,
    /** The mailbox is closed; it was not taken. */
    CLOSED
  }

  /**
   * The bounds of one lane.
   *
   * @param eventsMax most pieces of mail waiting
   * @param bytesMax most bytes waiting, except that one piece always fits into an empty lane
   */
  record Bounds(int eventsMax, long bytesMax) {}

  /*
   * Two arrays take turns: producers fill one under the lock, the consumer empties the other
   * outside it. So a drain takes the lock once, however much there is, and nothing is copied. The
   * count beside the array can be read without the lock; that is what an idle consumer looks at.
   */
  private static final int CAPACITY_INITIAL = 64;

  private final Object lock = new Object();
  private final Bell bell;
  private final Load peers;
  private final Load clients;
  private @Nullable Object[] filling = new Object[CAPACITY_INITIAL];
  private @Nullable Object[] spare = new Object[CAPACITY_INITIAL];
  private volatile int waiting;
  private boolean closed;

  /** What waits in one lane. Guarded by the lock of the mailbox. */
  private static final class Load {
    private final Bounds bounds;
    private int events;
    private long bytes;

    Load(Bounds bounds) {
      this.bounds = bounds;
    }

    boolean take(long size) {
      if (events >= bounds.eventsMax() || (events > 0 && bytes + size > bounds.bytesMax())) {
        return false;
      }
      events++;
      bytes += size;
      return true;
    }

    void clear() {
      events = 0;
      bytes = 0;
    }
  }

  /** An empty mailbox that rings when mail arrives. */
  Mailbox(Bell bell, Bounds peers, Bounds clients) {
    this.bell = bell;
    this.peers = new Load(peers);
    this.clients = new Load(clients);
  }

  /** A mailbox for hand-overs inside the node alone. */
  Mailbox(Bell bell) {
    this(bell, new Bounds(0, 0), new Bounds(0, 0));
  }

  /**
   * Adds mail from outside.
   *
   * @param size its size in bytes
   */
  Outcome offer(Lane lane, T mail, long size) {
    Load load = lane == Lane.PEER ? peers : clients;
    synchronized (lock) {
      if (closed) {
        return Outcome.CLOSED;
      }
      if (!load.take(size)) {
        return Outcome.FULL;
      }
      put(mail);
    }
    bell.ring();
    return Outcome.TAKEN;
  }

  /**
   * Adds what the node hands to itself.
   *
   * @return false if the mailbox is closed and the mail was not taken
   */
  boolean add(T mail) {
    return addAll(List.of(mail), true);
  }

  /**
   * Adds a batch of what the node hands to itself, under one lock.
   *
   * @param urgent whether to wake the consumer for it; if not, it is taken along with what comes
   *     next
   * @return false if the mailbox is closed and nothing was taken
   */
  boolean addAll(List<? extends T> mail, boolean urgent) {
    synchronized (lock) {
      if (closed) {
        return false;
      }
      for (int i = 0; i < mail.size(); i++) {
        put(mail.get(i));
      }
    }
    if (urgent) {
      bell.ring();
    } else {
      bell.mention();
    }
    return true;
  }

  private void put(T mail) {
    int count = waiting;
    if (count == filling.length) {
      filling = Arrays.copyOf(filling, 2 * count);
    }
    filling[count] = mail;
    waiting = count + 1;
  }

  /** Whether a drain would find something. */
  boolean hasMail() {
    return waiting > 0;
  }

  /**
   * Moves everything that is there, in order of arrival, to the end of a list.
   *
   * @return how much there was
   */
  @SuppressWarnings("unchecked")
  int drain(List<? super T> into) {
    if (waiting == 0) {
      return 0;
    }
    @Nullable Object[] full;
    int count;
    synchronized (lock) {
      full = filling;
      count = waiting;
      filling = spare;
      spare = full;
      waiting = 0;
      peers.clear();
      clients.clear();
    }
    for (int i = 0; i < count; i++) {
      into.add((T) full[i]);
      full[i] = null;
    }
    return count;
  }

  /** Takes no more mail. Idempotent. Returns what nobody will drain any more. */
  List<T> close() {
    synchronized (lock) {
      closed = true;
    }
    List<T> left = new ArrayList<>();
    drain(left);
    return left;
  }
}
