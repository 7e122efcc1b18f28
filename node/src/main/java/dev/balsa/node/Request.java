package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Change;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a client waits for. It is its own future, and is owned by one agent at a time, which alone
 * ends it.
 *
 * @param <T> the answer
 */
abstract sealed class Request<T extends @Nullable Object> extends CompletableFuture<T>
    implements ConsensusMail, ApplierMail {
  private final long deadlineNanos;
  private final Allowance allowance;
  private final long cost;
  private boolean open = true;

  private Request(long deadlineNanos, Allowance allowance, long cost) {
    this.deadlineNanos = deadlineNanos;
    this.allowance = allowance;
    this.cost = cost;
  }

  /** When it is to end at the latest. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Whether only a member that keeps the state can do it. */
  boolean needsState() {
    return true;
  }

  /** What it takes from the allowance. */
  long cost() {
    return cost;
  }

  /** Whether it has not been ended yet; a client that cancels the future does not end it. */
  boolean isOpen() {
    return open;
  }

  /** Ends it without an answer. Ending twice is harmless: the first one counts. */
  void fail(Throwable cause) {
    release();
    completeExceptionally(cause);
  }

  @Override
  public void drop(String why) {
    fail(ApplierMail.notDone(why));
  }

  final void release() {
    if (open) {
      open = false;
      allowance.give(cost);
    }
  }

  /** A command on its way to being applied. */
  static final class Proposal extends Request<Bytes> {
    /** What a proposal costs beside its command, in bytes. */
    static final long OVERHEAD_BYTES = 128;

    private final Bytes command;
    private long term;
    private @Nullable Proposal next;

    Proposal(Bytes command, long deadlineNanos, Allowance allowance) {
      super(deadlineNanos, allowance, costBytes(command));
      this.command = command;
    }

    static long costBytes(Bytes command) {
      return OVERHEAD_BYTES + command.length();
    }

    Bytes command() {
      return command;
    }

    /** The term it was appended in; meaningful once it is filed. */
    long term() {
      return term;
    }

    /** Another proposal filed at the same index, in an earlier term. */
    @Nullable Proposal next() {
      return next;
    }

    /** It was appended in a term, at an index where others may be filed already. */
    void filed(long newTerm, @Nullable Proposal others) {
      term = newTerm;
      next = others;
    }

    /** Ends it with the answer of the state machine. */
    void succeed(Bytes result) {
      release();
      complete(result);
    }
  }

  /** A wish that another member leads; ends with the member that does. */
  static final class Handover extends Request<Long> {
    private final long to;

    Handover(long to, long deadlineNanos, Allowance allowance) {
      super(deadlineNanos, allowance, 1);
      this.to = to;
    }

    long to() {
      return to;
    }

    @Override
    boolean needsState() {
      return false;
    }

    void succeed(long leader) {
      release();
      complete(leader);
    }
  }

  /** A wish for other members; ends with them when they are in force and committed. */
  static final class MemberChange extends Request<Members> {
    private final UnaryOperator<Change> change;

    MemberChange(UnaryOperator<Change> change, long deadlineNanos, Allowance allowance) {
      super(deadlineNanos, allowance, 1);
      this.change = change;
    }

    UnaryOperator<Change> change() {
      return change;
    }

    @Override
    boolean needsState() {
      return false;
    }

    void succeed(Members members) {
      release();
      complete(members);
    }
  }

  /** A wish for a snapshot now; ends with the index of the last entry in it. */
  static final class TakeSnapshot extends Request<Long> {
    TakeSnapshot(long deadlineNanos, Allowance allowance) {
      super(deadlineNanos, allowance, 1);
    }

    void succeed(long index) {
      release();
      complete(index);
    }
  }

  /** A question to the state machine. */
  static final class Query<T extends @Nullable Object> extends Request<T> {
    private final Consistency consistency;
    private final long askedNanos;
    private final LongFunction<T> question;

    /**
     * Makes one.
     *
     * @param question takes {@link Answer#staleMillis}
     */
    Query(
        Consistency consistency,
        LongFunction<T> question,
        long askedNanos,
        long deadlineNanos,
        Allowance allowance) {
      super(deadlineNanos, allowance, 1);
      this.consistency = consistency;
      this.question = question;
      this.askedNanos = askedNanos;
    }

    Consistency consistency() {
      return consistency;
    }

    /** When the client asked. */
    long askedNanos() {
      return askedNanos;
    }

    /** Asks now, and ends with the answer or with what the question throws. */
    void ask(long staleMillis) {
      release();
      try {
        complete(question.apply(staleMillis));
      } catch (Throwable thrown) {
        completeExceptionally(thrown);
      }
    }
  }
}
