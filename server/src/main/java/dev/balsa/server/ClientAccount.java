package dev.balsa.server;

import org.jspecify.annotations.Nullable;

/** What one client has asked and what it holds. Safe for use by many threads. */
final class ClientAccount {
  /** What a client can be over. */
  enum Rate {
    REQUESTS,
    BYTES
  }

  /**
   * A client has to wait.
   *
   * @param rate what it is over
   * @param nanos how long until it may ask again
   */
  record Wait(Rate rate, long nanos) {}

  private final String name;
  private final TokenBucket requests;
  private final TokenBucket bytes;

  /** Bodies that arrive or wait for their answer. */
  final Budget.Share bodies = new Budget.Share();

  /** Long answers that wait for their reader. */
  final Budget.Share replies = new Budget.Share();

  /** Work that waits for a thread. */
  final Budget.Share work = new Budget.Share();

  ClientAccount(String name, TokenBucket requests, TokenBucket bytes) {
    this.name = name;
    this.requests = requests;
    this.bytes = bytes;
  }

  /** As people know it. */
  String name() {
    return name;
  }

  /** Counts a request, or counts nothing and says how long to wait. */
  synchronized @Nullable Wait ask(long nowNanos) {
    long forBytes = bytes.waitNanos(nowNanos);
    long forRequests = requests.waitNanos(nowNanos);
    if (forBytes > 0 && forBytes >= forRequests) {
      return new Wait(Rate.BYTES, forBytes);
    }
    if (forRequests > 0) {
      return new Wait(Rate.REQUESTS, forRequests);
    }
    requests.take(1);
    return null;
  }

  /** Counts what the client has sent or gets. */
  synchronized void spend(long count) {
    bytes.take(count);
  }

  /** Whether forgetting it changes nothing. */
  synchronized boolean isAtRest(long nowNanos) {
    return bodies.held() == 0
        && replies.held() == 0
        && work.held() == 0
        && requests.isFull(nowNanos)
        && bytes.isFull(nowNanos);
  }
}
