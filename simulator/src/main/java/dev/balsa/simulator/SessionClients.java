package dev.balsa.simulator;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.kv.Commands;
import dev.balsa.kv.PutSequentialRequest;
import dev.balsa.kv.StoreLimits;
import dev.balsa.node.ClientSession;
import dev.balsa.node.NodeLimits;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.Unknown;
import dev.balsa.node.SessionCommand;
import dev.balsa.node.SessionLimits;
import dev.balsa.simulator.invariants.AppliedAtMostOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Clients with sessions, in one seed of two: each appends values that nobody else appends, several
 * at once, through whichever member it comes upon, and sends again what nobody can tell the outcome
 * of. If its session expires it opens another one.
 */
final class SessionClients {
  /** One answered command in so many comes again, as from a proxy that did not hear the answer. */
  private static final int ECHO_ONE_IN = 8;

  /** Something a member was asked; it ends when the process does, as a broken connection would. */
  private record Open(Incarnation process, CompletableFuture<Bytes> answer) {}

  private final World world;
  private final Chance chance;
  private final Chance echoes;
  private final SessionLimits limits;
  private final NodeLimits times;
  private final boolean play;
  private final long pauseNanos;
  private final List<ClientSession> sessions = new ArrayList<>();
  private final List<Open> open = new ArrayList<>();
  private final AppliedAtMostOnce once;
  private int values;
  private boolean quiet;

  SessionClients(World world, Chance chance) {
    long electionMillis = world.plan().consensus().electionTimeoutMillis();
    this.world = world;
    this.chance = chance;
    this.echoes = chance.fork("echoes");
    this.once = new AppliedAtMostOnce(this::noticed);
    this.play = chance.below(2) == 0;
    this.pauseNanos = chance.spread(100, 2_000) * 1_000_000;
    this.limits =
        new SessionLimits(
            chance.between(1, 6),
            chance.between(1, 8),
            1 << 20,
            1 << 20,
            (int) (electionMillis * chance.between(4, 60)));
    this.times =
        NodeLimits.STANDARD.withTimeouts((int) (electionMillis * chance.between(4, 80)), 1_000);
    for (int client = chance.between(1, 4); client > 0; client--) {
      sessions.add(session());
    }
  }

  private void noticed(AppliedAtMostOnce.What what) {
    world.mark(
        switch (what) {
          case REPEATED -> SimMarks.SESSION_REPEATED;
          case GIVEN_UP -> SimMarks.SESSION_GIVEN_UP;
          case EXPIRED -> SimMarks.SESSION_EXPIRED;
        });
  }

  private ClientSession session() {
    return new ClientSession(this::ask, limits, times, world::nowNanos);
  }

  /** Begins to ask. */
  void begin() {
    if (!play) {
      return;
    }
    for (int client = 0; client < sessions.size(); client++) {
      goOn(client);
    }
    tick();
  }

  private void goOn(int client) {
    world.at(
        world.nowNanos() + chance.pause(pauseNanos),
        () -> {
          if (!quiet) {
            if (!world.isLull()) {
              append(client);
            }
            goOn(client);
          }
        });
  }

  private void tick() {
    world.at(
        world.nowNanos() + world.plan().electionNanos() / 2,
        () -> {
          if (!quiet) {
            if (!world.isLull()) {
              sessions.forEach(ClientSession::tick);
            }
            tick();
          }
        });
  }

  private void append(int client) {
    if (sessions.get(client).isExpired()) {
      sessions.set(client, session());
    }
    values++;
    Bytes value = Bytes.utf8("s" + client + "." + values);
    Bytes command =
        Commands.encode(
            new PutSequentialRequest(Bytes.utf8("l" + client + ":"), value), StoreLimits.STANDARD);
    once.asked(command);
    var _ =
        sessions
            .get(client)
            .propose(command)
            .whenComplete((result, failure) -> world.guard(() -> ended(command, result, failure)));
  }

  private void ended(Bytes command, @Nullable Bytes result, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (result != null) {
      once.answered(command, result);
    } else if (cause instanceof NotDone) {
      once.notDone(command);
    } else {
      world.mark(SimMarks.SESSION_UNKNOWN);
    }
  }

  /** Asks whichever member runs. That one member has stopped is no reason to give up. */
  private CompletableFuture<Bytes> ask(Bytes command) {
    Incarnation process = world.machine(1 + chance.below(world.size())).process();
    if (quiet || process == null) {
      NotDone.Reason reason = quiet ? NotDone.Reason.STOPPED : NotDone.Reason.NO_LEADER;
      return CompletableFuture.failedFuture(new NotDone(reason, "nobody answers"));
    }
    Open asked = new Open(process, new CompletableFuture<>());
    open.add(asked);
    var _ =
        process
            .core()
            .propose(command)
            .whenComplete((result, failure) -> {
              open.remove(asked);
              if (result != null) {
                echoSometimes(command);
                asked.answer().complete(result);
              } else {
                asked.answer().completeExceptionally(ofAll(failure));
              }
            });
    process.asked();
    return asked.answer();
  }

  /** What was answered is asked again later, which its client does not know. */
  private void echoSometimes(Bytes command) {
    if (echoes.below(ECHO_ONE_IN) > 0) {
      return;
    }
    Chance own = echoes.fork("echo", values);
    long electionNanos = world.plan().electionNanos();
    world.at(
        world.nowNanos() + own.spread(electionNanos / 8, 20 * electionNanos),
        () -> {
          Incarnation process = world.machine(1 + own.below(world.size())).process();
          if (!quiet && process != null) {
            var _ = process.core().propose(command);
            process.asked();
          }
        });
  }

  private static Throwable ofAll(Throwable failure) {
    return failure instanceof NotDone stopped && stopped.reason() == NotDone.Reason.STOPPED
        ? new NotDone(NotDone.Reason.NO_LEADER, "the member has stopped")
        : failure;
  }

  /** A process is gone; who asked it is never answered. */
  void processEnded(Incarnation process) {
    for (Open asked : List.copyOf(open)) {
      if (asked.process() == process) {
        open.remove(asked);
        asked.answer().completeExceptionally(new Unknown("the process is gone"));
      }
    }
  }

  /** Asks nothing new. */
  void fallSilent() {
    quiet = true;
  }

  /** Some member is the first to apply an entry. */
  void applied(Entry entry, Bytes result) {
    if (play
        && entry.kind() == EntryKind.COMMAND
        && SessionCommand.decode(entry.payload()) instanceof SessionCommand.Numbered command) {
      once.applied(command, result);
    }
  }
}
