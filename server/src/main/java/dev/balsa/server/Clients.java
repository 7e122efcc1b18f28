package dev.balsa.server;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and how much each may. Safe for use by many threads.
 *
 * <p>Bounded: of {@link RateLimits#clientsMax} clients each has an account. Who comes then takes
 * the place of the one that has been silent the longest, if that one has nothing to pay off; if it
 * has, so have all, and those above the number share one account. So nobody gets more by coming
 * under many names than the number of names.
 */
final class Clients {
  private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final RateLimits limits;
  private final LongSupplier nanoClock;
  private final Consumer<String> log;
  private final Map<String, ClientAccount> known = new LinkedHashMap<>(16, 0.75f, true);
  private final ClientAccount others;
  private final ClientAccount exempt;
  private final LongAdder requests = new LongAdder();
  private final LongAdder overRequests = new LongAdder();
  private final LongAdder overBytes = new LongAdder();
  private final LongAdder overShare = new LongAdder();
  private final AtomicLong saidNanos;

  /**
   * Knows nobody yet.
   *
   * @param nanoClock monotonic
   * @param log gets a line about who is over a limit, at most one in ten seconds
   */
  Clients(RateLimits limits, LongSupplier nanoClock, Consumer<String> log) {
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.log = log;
    long now = nanoClock.getAsLong();
    this.others = account("above the " + limits.clientsMax() + " remembered", now);
    this.exempt =
        new ClientAccount(
            "of pages without limit", new TokenBucket(0, 1, now), new TokenBucket(0, 1, now));
    this.saidNanos = new AtomicLong(now - SAY_NANOS);
  }

  private ClientAccount account(String name, long now) {
    return new ClientAccount(
        name,
        new TokenBucket(limits.requestsPerSecond(), limits.requestsBurst(), now),
        new TokenBucket(limits.bytesPerSecond(), limits.bytesBurst(), now));
  }

  /** The account of a client. */
  ClientAccount of(String name) {
    synchronized (known) {
      ClientAccount found = known.get(name);
      if (found != null) {
        return found;
      }
      long now = nanoClock.getAsLong();
      if (known.size() >= limits.clientsMax() && !forgetOne(now)) {
        return others;
      }
      ClientAccount made = account(name, now);
      known.put(name, made);
      return made;
    }
  }

  private boolean forgetOne(long now) {
    Iterator<ClientAccount> longestSilent = known.values().iterator();
    if (!longestSilent.next().isAtRest(now)) {
      return false;
    }
    longestSilent.remove();
    return true;
  }

  /** The one account of all requests that no rate applies to, whoever sends them. */
  ClientAccount exempt() {
    return exempt;
  }

  /** Counts a request; answers why it is refused, or null. */
  @Nullable ApiError ask(ClientAccount client) {
    if (client == exempt) {
      return null;
    }
    requests.increment();
    ClientAccount.Wait wait = client.ask(nanoClock.getAsLong());
    if (wait == null) {
      return null;
    }
    String limit =
        switch (wait.rate()) {
          case REQUESTS -> {
            overRequests.increment();
            yield limits.requestsPerSecond()
                + " requests per second (requestsPerSecond, --client-rate)";
          }
          case BYTES -> {
            overBytes.increment();
            yield limits.bytesPerSecond() + " bytes per second (bytesPerSecond, --client-bytes)";
          }
        };
    int seconds = seconds(wait.nanos());
    String over = "client " + client.name() + " is over its limit of " + limit;
    say(over + "; it was told to wait " + seconds + " s");
    return ApiError.of(
            ApiError.RESOURCE_EXHAUSTED,
            "balsa: "
                + over
                + "; try again in "
                + seconds
                + " s, ask less often, or raise it on this member")
        .retryAfter(seconds);
  }

  private static int seconds(long nanos) {
    return (int) Math.min(86_400, Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1)));
  }

  /** Why a client gets nothing of a budget, or null if it got some. */
  @Nullable ApiError refusal(ClientAccount client, Budget.Answer answer, String what) {
    return switch (answer) {
      case TAKEN -> null;
      case FULL -> ApiError.busy();
      case OVER_SHARE -> {
        overShare.increment();
        String over =
            "client " + client.name() + " has more " + what + " than is left for all others";
        say(over + "; it was refused more");
        yield ApiError.of(
                ApiError.RESOURCE_EXHAUSTED,
                "balsa: this member is busy, and "
                    + over
                    + "; try again in 1 s, with fewer requests at a time")
            .retryAfter(1);
      }
    };
  }

  private void say(String line) {
    long now = nanoClock.getAsLong();
    long before = saidNanos.get();
    if (now - before >= SAY_NANOS && saidNanos.compareAndSet(before, now)) {
      log.accept(line);
    }
  }

  /** How many are remembered apart. */
  int count() {
    synchronized (known) {
      return known.size();
    }
  }

  /** Requests that a rate applied to. */
  long requests() {
    return requests.sum();
  }

  /** Of them those whose client was over its requests per second. */
  long overRequests() {
    return overRequests.sum();
  }

  /** Of them those whose client was over its bytes per second. */
  long overBytes() {
    return overBytes.sum();
  }

  /** Requests whose client held more than its share of what was left. */
  long overShare() {
    return overShare.sum();
  }
}
