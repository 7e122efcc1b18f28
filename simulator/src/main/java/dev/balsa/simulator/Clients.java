package dev.balsa.simulator;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.kv.Commands;
import dev.balsa.kv.Compare;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.RangeResponse;
import dev.balsa.kv.Request;
import dev.balsa.kv.StoreLimits;
import dev.balsa.kv.TxnRequest;
import dev.balsa.kv.TxnResponse;
import dev.balsa.node.Answer;
import dev.balsa.node.Consistency;
import dev.balsa.node.RequestException;
import dev.balsa.simulator.history.Operation;
import dev.balsa.simulator.history.Register;
import dev.balsa.simulator.history.Register.Action;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Clients that read and write a few keys through random members, and remember what they saw. */
final class Clients {
  /** A question that is not answered yet. */
  private static final class Open {
    final int client;
    final String key;
    final Action action;
    final Incarnation process;
    final @Nullable Fate fate;
    final long invoked;
    boolean over;

    Open(
        int client,
        String key,
        Action action,
        Incarnation process,
        @Nullable Fate fate,
        long invoked) {
      this.client = client;
      this.key = key;
      this.action = action;
      this.process = process;
      this.fate = fate;
      this.invoked = invoked;
    }
  }

  private final World world;
  private final Chance chance;
  private final SessionClients sessions;
  private final Plan.Workload workload;
  private final StoreLimits limits;
  private final List<Operation<Action>> history = new ArrayList<>();
  private final List<Open> open = new ArrayList<>();
  private final Map<Bytes, Fate> fates = new HashMap<>();
  private final String[] lastSeen;
  private long moment;
  private long appliedIndex;
  private int values;
  private long answered;
  private boolean quiet;

  Clients(World world, Chance chance) {
    this.world = world;
    this.chance = chance;
    this.sessions = new SessionClients(world, chance.fork("sessions"));
    this.workload = world.plan().workload();
    this.lastSeen = new String[workload.keys()];
    Arrays.fill(lastSeen, Register.ABSENT);
    StoreLimits standard = StoreLimits.STANDARD;
    this.limits =
        new StoreLimits(
            standard.keyBytesMax(),
            standard.valueBytesMax(),
            world.plan().consensus().commandBytesMax(),
            standard.txnOpsMax(),
            standard.txnDepthMax(),
            standard.storeBytesMax());
  }

  /** How many questions were answered. */
  long answered() {
    return answered;
  }

  /** How many questions to some machines are not answered yet. */
  int openAt(List<Machine> machines) {
    int count = 0;
    for (Open question : open) {
      if (machines.contains(question.process.machine())) {
        count++;
      }
    }
    return count;
  }

  /** Begins to ask. */
  void begin() {
    for (int client = 0; client < workload.clients(); client++) {
      pause(client);
    }
    sessions.begin();
  }

  /** Asks nothing new. */
  void fallSilent() {
    quiet = true;
    sessions.fallSilent();
  }

  private void pause(int client) {
    if (!quiet) {
      world.at(world.nowNanos() + chance.pause(workload.pauseNanos()), () -> ask(client));
    }
  }

  private void ask(int client) {
    Incarnation process = world.machine(1 + chance.below(world.size())).process();
    if (quiet || process == null || world.isLull()) {
      pause(client);
      return;
    }
    int place = chance.below(workload.keys());
    String key = "key" + place;
    Bytes keyBytes = Bytes.utf8(key);
    double kind = chance.share();
    if (kind < workload.reads()) {
      read(client, place, process);
      return;
    }
    kind = chance.share();
    if (kind < workload.deletes()) {
      // The condition always holds; it makes the command differ from every other.
      Compare name = Compare.absent(Bytes.utf8("no " + value()));
      write(
          client,
          key,
          process,
          new Action.Write(Register.ABSENT),
          new TxnRequest(List.of(name), List.of(DeleteRangeRequest.of(keyBytes)), List.of()));
      return;
    }
    String value = value();
    PutRequest put = PutRequest.of(keyBytes, Bytes.utf8(value));
    if (kind < workload.deletes() + workload.sets()) {
      String expected = lastSeen[place];
      Compare compare =
          expected.equals(Register.ABSENT)
              ? Compare.absent(keyBytes)
              : Compare.ofValue(keyBytes, Compare.Relation.EQUAL, Bytes.utf8(expected));
      write(
          client,
          key,
          process,
          new Action.CompareAndSet(expected, value, true),
          new TxnRequest(List.of(compare), List.of(put), List.of()));
    } else {
      write(client, key, process, new Action.Write(value), put);
    }
  }

  private String value() {
    values++;
    String name = "v" + values + ".";
    int length = 1 + chance.below(workload.valueBytesMax());
    return name + "x".repeat(Math.max(0, length - name.length()));
  }

  private void read(int client, int place, Incarnation process) {
    String key = "key" + place;
    Bytes keyBytes = Bytes.utf8(key);
    Open question = question(client, key, new Action.Read(""), process, null);
    boolean byLease = chance.happens(world.plan().reign().leaseReads());
    CompletableFuture<Answer<RangeResponse>> future =
        process
            .core()
            .read(
                byLease ? Consistency.LEASE : Consistency.LINEARIZABLE,
                () -> process.store().range(RangeRequest.of(keyBytes)));
    process.asked();
    var _ =
        future.whenComplete((answer, failure) -> {
          if (answer != null) {
            List<KeyValue> found = answer.value().kvs();
            String seen = found.isEmpty() ? Register.ABSENT : found.getFirst().value().utf8();
            lastSeen[place] = seen;
            answered(question, new Action.Read(seen));
          } else {
            failed(question, failure);
          }
        });
  }

  private void write(int client, String key, Incarnation process, Action action, Request request) {
    Bytes command = Commands.encode(request, limits);
    Fate fate = new Fate();
    fates.put(command, fate);
    Open question = question(client, key, action, process, fate);
    CompletableFuture<Bytes> future = process.core().propose(command);
    process.asked();
    var _ =
        future.whenComplete((answer, failure) -> {
          if (answer != null) {
            answered(question, withResult(action, isDone(answer)));
          } else {
            failed(question, failure);
          }
        });
  }

  private static boolean isDone(Bytes answer) {
    return !(Commands.decodeResponse(answer) instanceof TxnResponse txn) || txn.succeeded();
  }

  private static Action withResult(Action action, boolean done) {
    return action instanceof Action.CompareAndSet set
        ? new Action.CompareAndSet(set.expected(), set.value(), done)
        : action;
  }

  private Open question(
      int client, String key, Action action, Incarnation process, @Nullable Fate fate) {
    Open question = new Open(client, key, action, process, fate, moment());
    open.add(question);
    return question;
  }

  private long moment() {
    moment++;
    return moment;
  }

  private void answered(Open question, Action action) {
    if (isOver(question)) {
      return;
    }
    answered++;
    if (question.fate != null) {
      question.fate.inHistory = history.size();
    }
    history.add(new Operation<>(question.client, question.key, question.invoked, moment(), action));
    pause(question.client);
  }

  private boolean isOver(Open question) {
    if (question.over) {
      return true;
    }
    question.over = true;
    open.remove(question);
    return false;
  }

  private void failed(Open question, @Nullable Throwable failure) {
    if (isOver(question)) {
      return;
    }
    if (failure instanceof RequestException.NotDone notDone) {
      notDone(question, notDone.reason());
    } else if (failure instanceof RequestException.Unknown) {
      world.mark(SimMarks.PROPOSAL_UNKNOWN);
      unknown(question);
    } else {
      world.guard(() -> {
        throw new BrokenProperty("requests fail as promised", "a request failed with " + failure);
      });
    }
    pause(question.client);
  }

  private void notDone(Open question, RequestException.NotDone.Reason reason) {
    Fate fate = question.fate;
    if (fate == null) {
      world.mark(SimMarks.READ_NOT_DONE);
      return;
    }
    switch (reason) {
      case LOST -> world.mark(SimMarks.PROPOSAL_LOST);
      case NO_LEADER -> world.mark(SimMarks.PROPOSAL_WITHOUT_LEADER);
      case OVERLOADED -> world.mark(SimMarks.PROPOSAL_OVERLOADED);
      case NO_SPACE -> world.mark(SimMarks.PROPOSAL_WITHOUT_SPACE);
      case NOT_LEADER -> world.mark(SimMarks.WITNESS_ASKED);
      case TOO_LARGE, SESSION_EXPIRED, REFUSED, STOPPED -> {}
    }
    fate.refused = true;
    if (fate.appliedAt != Operation.NEVER) {
      world.guard(() -> {
        throw new BrokenProperty(
            "what is not done never happens", "a client is told so after it was applied");
      });
    }
  }

  private void unknown(Open question) {
    Fate fate = question.fate;
    if (fate != null) {
      fate.unknown = true;
      fate.inHistory = history.size();
      history.add(
          new Operation<>(
              question.client, question.key, question.invoked, Operation.NEVER, question.action));
    }
  }

  /** A process is gone; who asked it is never answered. */
  void processEnded(Incarnation process) {
    sessions.processEnded(process);
    for (Open question : List.copyOf(open)) {
      if (question.process == process && !isOver(question)) {
        unknown(question);
        pause(question.client);
      }
    }
  }

  /** The run is over; what is not answered by now never is. */
  void end() {
    fallSilent();
    for (Open question : List.copyOf(open)) {
      if (!isOver(question)) {
        unknown(question);
      }
    }
  }

  /** Some member applied an entry. */
  void applied(Entry entry, Bytes result) {
    if (entry.index() <= appliedIndex) {
      return;
    }
    appliedIndex = entry.index();
    sessions.applied(entry, result);
    Fate fate = fates.get(entry.payload());
    if (fate == null) {
      return;
    }
    if (fate.appliedAt != Operation.NEVER) {
      throw new BrokenProperty(
          "no command is applied twice", "the command at index " + entry.index() + " was before");
    }
    if (fate.refused) {
      throw new BrokenProperty(
          "what is not done never happens",
          "index " + entry.index() + " is applied, and its client was told it never would be");
    }
    if (fate.unknown) {
      world.mark(SimMarks.UNKNOWN_APPLIED);
    }
    fate.appliedAt = moment();
    fate.done = isDone(result);
  }

  /** What all clients saw. */
  List<Operation<Action>> history() {
    return history;
  }

  /**
   * The same with what clients could not know: a write was answered at the moment it was first
   * applied, or never happened. Whatever explains this history explains the other one, and it is
   * found quickly, because writes no longer overlap. Times are doubled, to have room for that.
   */
  List<Operation<Action>> toldHistory() {
    Map<Integer, Fate> writes = new HashMap<>();
    fates.values().forEach(fate -> writes.put(fate.inHistory, fate));
    List<Operation<Action>> told = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      Operation<Action> seen = history.get(i);
      long end = seen.answered() ? 2 * seen.returned() : Operation.NEVER;
      Fate fate = writes.get(i);
      if (fate == null || fate.appliedAt < seen.invoked() || fate.appliedAt > seen.returned()) {
        told.add(moved(seen, 2 * seen.invoked(), end, seen.action()));
      } else if (fate.appliedAt != Operation.NEVER) {
        Action done = seen.answered() ? seen.action() : withResult(seen.action(), fate.done);
        told.add(moved(seen, 2 * fate.appliedAt - 1, 2 * fate.appliedAt, done));
      }
    }
    return told;
  }

  private static Operation<Action> moved(
      Operation<Action> operation, long invoked, long returned, Action action) {
    return new Operation<>(operation.client(), operation.key(), invoked, returned, action);
  }
}
