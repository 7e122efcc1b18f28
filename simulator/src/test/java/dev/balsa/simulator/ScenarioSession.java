package dev.balsa.simulator;

import dev.balsa.core.Bytes;
import dev.balsa.kv.Commands;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.PutSequentialRequest;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.StoreLimits;
import dev.balsa.node.ClientSession;
import dev.balsa.node.NodeLimits;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.Unknown;
import dev.balsa.node.SessionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client of a {@link Scenario} that has a session and asks one member, or another one later. */
public final class ScenarioSession {
  private static final Bytes LIST = Bytes.utf8("list:");
  private static final long TICK_NANOS = 50_000_000;

  private final World world;
  private final ClientSession session;
  private final List<CompletableFuture<Bytes>> open = new ArrayList<>();
  private long member;
  private boolean silent;

  /**
   * A session that is not open yet.
   *
   * @param member whom it asks
   */
  public ScenarioSession(Scenario scenario, long member, SessionLimits limits) {
    this.world = scenario.world();
    this.member = member;
    this.session =
        new ClientSession(
            this::ask, limits, NodeLimits.STANDARD.withTimeouts(60_000, 1000), world::nowNanos);
    tick();
  }

  private void tick() {
    world.at(
        world.nowNanos() + TICK_NANOS,
        () -> {
          if (!silent) {
            session.tick();
          }
          tick();
        });
  }

  private CompletableFuture<Bytes> ask(Bytes command) {
    Incarnation process = world.machine(member).process();
    if (process == null) {
      return CompletableFuture.failedFuture(
          new NotDone(NotDone.Reason.NO_LEADER, "the member does not run"));
    }
    CompletableFuture<Bytes> answer = process.core().propose(command).copy();
    open.add(answer);
    process.asked();
    return answer;
  }

  /** Asks another member from now on; the connection to the one before is broken. */
  public void turnTo(long newMember) {
    member = newMember;
    List<CompletableFuture<Bytes>> broken = List.copyOf(open);
    open.clear();
    broken.forEach(answer -> answer.completeExceptionally(new Unknown("no connection")));
  }

  /** Does not even show that it lives, or does again. */
  public void silent(boolean newSilent) {
    silent = newSilent;
  }

  /** Appends to the one list of the story. */
  public CompletableFuture<String> append(String value) {
    Bytes command =
        Commands.encode(new PutSequentialRequest(LIST, Bytes.utf8(value)), StoreLimits.STANDARD);
    return session.propose(command).thenApply(done -> value);
  }

  /** What a member holds of the list. */
  public List<String> list() {
    @Nullable Incarnation process = world.machine(member).process();
    if (process == null) {
      throw new AssertionError("member " + member + " does not run");
    }
    return process.store().range(RangeRequest.prefix(LIST)).kvs().stream()
        .map(KeyValue::value)
        .map(Bytes::utf8)
        .toList();
  }
}
