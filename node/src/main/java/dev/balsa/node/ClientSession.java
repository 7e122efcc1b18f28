package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.RequestException.Unknown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client of a cluster whose state machines have {@link Sessions} around them: each of its
 * commands is applied once, although it is sent again when nobody can tell what became of it
 * (dissertation §6.3).
 *
 * <p>The session is opened with the first command and kept alive while this process runs. If it
 * expires all the same, because nothing of it came through for {@link
 * SessionLimits#timeoutMillis()} or it had to make room, it is over: commands that may have been
 * applied end with {@link Unknown}, all others and all new ones with {@link NotDone} of the reason
 * {@code SESSION_EXPIRED}. It never becomes another session by itself, because that one could not
 * tell what the old one did.
 *
 * <p>Safe for use by many threads. Futures end on a thread of the node, as those of {@link
 * RaftNode}, or on the thread {@code balsa-<member>-session}; functions chained to them should be
 * short.
 */
public final class ClientSession implements AutoCloseable {
  /*
   * A call gets its number when it is sent for the first time and keeps it. Numbers run ahead of the
   * oldest unanswered call by at most resultsMax, so the cluster never has to keep more results;
   * further calls wait here. Every command says up to where all calls are over, and with that what
   * the cluster may forget. A call that was given up is over too: if one of its attempts turns up
   * later it is refused, not applied.
   *
   * The node is asked under the lock, so that calls of one thread go into the log in order unless
   * they have to be sent again; its answers are taken in without the lock, because those who wait
   * may do anything.
   */

  private enum Phase {
    NEW,
    OPENING,
    OPEN,
    EXPIRED,
    CLOSED
  }

  /** What the node was asked and who takes the answer. */
  private record Asked(CompletableFuture<Bytes> answer, @Nullable SessionCall call) {}

  private static final long MILLI = 1_000_000;
  private static final int CLOSE_MILLIS = 500;

  private final Function<Bytes, CompletableFuture<Bytes>> node;
  private final SessionLimits limits;
  private final NodeLimits times;
  private final NanoClock clock;
  private final String thread;
  private final Allowance bytes;
  private final Object lock = new Object();
  private final TreeMap<Long, SessionCall> numbered = new TreeMap<>();
  private final ArrayDeque<SessionCall> waiting = new ArrayDeque<>();
  private Phase phase = Phase.NEW;
  private long session;
  private long openedNanos;
  private long sentNanos;
  private long lastNumber;
  private @Nullable ScheduledThreadPoolExecutor ticker;

  /**
   * A session without a thread of its own, for whoever calls {@link #tick} from time to time.
   *
   * @param node takes commands; every future must end
   * @param limits hold for this session, on all members
   * @param times of its request timeout and bytes
   */
  public ClientSession(
      Function<Bytes, CompletableFuture<Bytes>> node,
      SessionLimits limits,
      NodeLimits times,
      NanoClock clock) {
    this(node, limits, times, clock, "");
  }

  private ClientSession(
      Function<Bytes, CompletableFuture<Bytes>> node,
      SessionLimits limits,
      NodeLimits times,
      NanoClock clock,
      String thread) {
    this.node = node;
    this.limits = limits;
    this.times = times;
    this.clock = clock;
    this.thread = thread;
    this.bytes = new Allowance(times.proposalBytesMax());
  }

  /**
   * A session at a node. Nothing is sent before the first command.
   *
   * @param limits hold for this session, on all members
   */
  public static ClientSession at(RaftNode node, SessionLimits limits) {
    NodeSettings settings = node.settings();
    return new ClientSession(
        node::propose,
        limits,
        settings.limits(),
        NanoClock.system(),
        "balsa-" + settings.member() + "-session");
  }

  /**
   * Has a command applied once.
   *
   * @return completes with the answer of the state machine. A command is sent again for as long as
   *     {@link NodeLimits#requestTimeoutMillis()}, so it ends within twice that time: with {@link
   *     NotDone} if it was not and never will be applied, with {@link Unknown} if that cannot be
   *     told. Commands that wait here may be of {@link NodeLimits#proposalBytesMax()} together;
   *     more are refused as overloaded
   */
  public CompletableFuture<Bytes> propose(Bytes command) {
    long cost = Request.Proposal.costBytes(command);
    if (!bytes.take(cost)) {
      return CompletableFuture.failedFuture(SessionCall.overloaded(bytes.taken()));
    }
    SessionCall call =
        new SessionCall(command, clock.nanos() + times.requestTimeoutMillis() * MILLI);
    CompletableFuture<Bytes> answer = call.whenComplete((result, failure) -> bytes.give(cost));
    List<Asked> asked = new ArrayList<>();
    NotDone over;
    synchronized (lock) {
      over = over();
      if (over == null) {
        startTicking();
        waiting.add(call);
        send(asked);
      }
    }
    if (over != null) {
      call.completeExceptionally(over);
    }
    listen(asked);
    return answer;
  }

  private @Nullable NotDone over() {
    return switch (phase) {
      case EXPIRED -> SessionCall.expired(session, limits);
      case CLOSED -> new NotDone(Reason.STOPPED, "the session is closed");
      case NEW, OPENING, OPEN -> null;
    };
  }

  @Override
  public String toString() {
    synchronized (lock) {
      return "session " + session + " (" + phase + ")";
    }
  }

  /** Whether the session is over because it expired. */
  public boolean isExpired() {
    synchronized (lock) {
      return phase == Phase.EXPIRED;
    }
  }

  /** Sends what waits, as far as it may be sent. */
  private void send(List<Asked> asked) {
    if (phase == Phase.NEW && !waiting.isEmpty()) {
      phase = Phase.OPENING;
      asked.add(new Asked(node.apply(new SessionCommand.Open(limits).encode()), null));
    }
    while (phase == Phase.OPEN && !waiting.isEmpty() && hasRoom()) {
      SessionCall call = waiting.remove();
      lastNumber++;
      call.number = lastNumber;
      numbered.put(lastNumber, call);
      send(call, asked);
    }
  }

  private boolean hasRoom() {
    return numbered.isEmpty() || lastNumber - numbered.firstKey() + 1 < limits.resultsMax();
  }

  private void send(SessionCall call, List<Asked> asked) {
    call.sent();
    SessionCommand command =
        new SessionCommand.Numbered(
            session, call.number, answeredBelow(), elapsedMillis(), call.command);
    sentNanos = clock.nanos();
    asked.add(new Asked(node.apply(command.encode()), call));
  }

  private long answeredBelow() {
    return numbered.isEmpty() ? lastNumber + 1 : numbered.firstKey();
  }

  private long elapsedMillis() {
    return (clock.nanos() - openedNanos) / MILLI;
  }

  private void listen(List<Asked> asked) {
    for (Asked one : asked) {
      CompletableFuture<Bytes> unused =
          one.answer()
              .whenComplete((result, failure) -> {
                if (one.call() == null) {
                  opened(result, failure);
                } else {
                  answered(one.call(), result, failure);
                }
              });
    }
  }

  private void opened(@Nullable Bytes result, @Nullable Throwable failure) {
    List<Asked> asked = new ArrayList<>();
    List<SessionCall> over = new ArrayList<>();
    synchronized (lock) {
      if (phase != Phase.OPENING) {
        return;
      }
      if (SessionCall.decoded(result) instanceof SessionAnswer.Opened opened) {
        session = opened.session();
        openedNanos = clock.nanos();
        sentNanos = openedNanos;
        phase = Phase.OPEN;
        send(asked);
      } else {
        // An opening whose outcome is unknown is at worst a session that nobody uses.
        phase = Phase.NEW;
        NotDone why = result == null ? SessionCall.notDone(failure) : SessionCall.withoutSessions();
        if (why != null) {
          waiting.forEach(call -> call.refused(why));
          waiting.stream().filter(SessionCall::isHopeless).forEach(over::add);
          waiting.removeAll(over);
        }
      }
    }
    listen(asked);
    over.forEach(SessionCall::end);
  }

  private void answered(SessionCall call, @Nullable Bytes result, @Nullable Throwable failure) {
    List<Asked> asked = new ArrayList<>();
    boolean ends;
    Bytes done = null;
    synchronized (lock) {
      call.inFlight = false;
      if (SessionCall.decoded(result) instanceof SessionAnswer.Done answer) {
        done = answer.result();
      } else if (SessionCall.decoded(result) instanceof SessionAnswer.Refused refused) {
        refused(call, refused.why());
      } else {
        call.failed(failure);
      }
      ends = done != null || isOver(call);
      if (ends) {
        numbered.remove(call.number);
      } else if (call.attempts() == 1) {
        send(call, asked);
      }
      send(asked);
    }
    if (done != null) {
      call.complete(done);
    } else if (ends) {
      call.end();
    }
    listen(asked);
  }

  private boolean isOver(SessionCall call) {
    return call.isHopeless() || phase == Phase.CLOSED || clock.nanos() - call.deadlineNanos >= 0;
  }

  private void refused(SessionCall call, SessionAnswer.Reason why) {
    switch (why) {
      case EXPIRED -> {
        expire();
        call.refused(SessionCall.expired(session, limits));
      }
      case ANSWERED -> call.givenUp("the cluster was told that nobody waits for the answer");
      case TOO_MANY_RESULTS, TOO_MANY_BYTES -> call.refused(SessionCall.full(why));
    }
  }

  private void expire() {
    if (phase == Phase.OPEN) {
      phase = Phase.EXPIRED;
    }
  }

  /**
   * Sends again what is due, ends what has no time left, and shows that the client lives. A thread
   * does that, unless there is none.
   */
  public void tick() {
    List<Asked> asked = new ArrayList<>();
    List<SessionCall> over = new ArrayList<>();
    boolean silent;
    synchronized (lock) {
      NotDone ended = over();
      for (SessionCall call : List.copyOf(numbered.values())) {
        if (!call.inFlight) {
          if (ended != null) {
            call.refused(ended);
          }
          if (isOver(call)) {
            numbered.remove(call.number);
            over.add(call);
          } else {
            send(call, asked);
          }
        }
      }
      while (!waiting.isEmpty() && (ended != null || isOver(waiting.peek()))) {
        SessionCall call = waiting.remove();
        if (ended != null) {
          call.refused(ended);
        }
        over.add(call);
      }
      send(asked);
      silent = phase == Phase.OPEN && clock.nanos() - sentNanos >= limits.stepMillis() * MILLI;
    }
    over.forEach(SessionCall::end);
    listen(asked);
    if (silent) {
      keepAlive();
    }
  }

  private void keepAlive() {
    Bytes command;
    synchronized (lock) {
      sentNanos = clock.nanos();
      command = new SessionCommand.KeepAlive(session, answeredBelow(), elapsedMillis()).encode();
    }
    CompletableFuture<Bytes> unused =
        node.apply(command)
            .whenComplete((result, failure) -> {
              if (SessionCall.decoded(result) instanceof SessionAnswer.Refused) {
                synchronized (lock) {
                  expire();
                }
              }
            });
  }

  private void startTicking() {
    if (ticker == null && !thread.isEmpty()) {
      ThreadFactory daemons = Thread.ofPlatform().name(thread).daemon().factory();
      ticker = new ScheduledThreadPoolExecutor(1, daemons);
      long pauseMillis = times.retryMillis();
      var unused =
          ticker.scheduleWithFixedDelay(
              this::tick, pauseMillis, pauseMillis, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Closes the session: takes no more commands, answers those that wait for their turn, and tells
   * the cluster, for which it waits half a second at most. Commands that are under way are not sent
   * again. Idempotent.
   */
  @Override
  public void close() {
    boolean wasOpen;
    synchronized (lock) {
      wasOpen = phase == Phase.OPEN;
      phase = phase == Phase.EXPIRED ? phase : Phase.CLOSED;
      if (ticker != null) {
        ticker.shutdown();
      }
    }
    tick();
    if (wasOpen) {
      node.apply(new SessionCommand.Close(session).encode())
          .copy()
          .completeOnTimeout(Bytes.EMPTY, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
          .handle((closed, expiresByItself) -> Bytes.EMPTY)
          .join();
    }
  }
}
