package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.RequestException.Unknown;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A command of a {@link ClientSession} until it is answered. Guarded by the session's lock. */
final class SessionCall extends CompletableFuture<Bytes> {
  final Bytes command;
  final long deadlineNanos;

  /** Its number in the session, 0 while it has none. */
  long number;

  /** Whether the node has it now. */
  boolean inFlight;

  private int attempts;
  private boolean ambiguous;
  private NotDone refused =
      new NotDone(Reason.NO_LEADER, "no session could be opened in time; it is safe to try again");

  SessionCall(Bytes command, long deadlineNanos) {
    this.command = command;
    this.deadlineNanos = deadlineNanos;
  }

  /** The node gets it. */
  void sent() {
    inFlight = true;
    attempts++;
  }

  /** How often the node had it. */
  int attempts() {
    return attempts;
  }

  /** It was certainly not applied this time. */
  void refused(NotDone why) {
    refused = why;
  }

  /** This time no answer came. */
  void failed(@Nullable Throwable failure) {
    NotDone why = notDone(failure);
    if (why == null) {
      ambiguous = true;
    } else {
      refused = why;
    }
  }

  /** It was applied at most once, and no answer will ever tell. */
  void givenUp(String why) {
    ambiguous = true;
    refused = new NotDone(Reason.STOPPED, why);
  }

  /** What a failure says about a command that certainly was not applied, or null. */
  static @Nullable NotDone notDone(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof NotDone notDone ? notDone : null;
  }

  /** Whether trying again cannot help. */
  boolean isHopeless() {
    return switch (refused.reason()) {
      case TOO_LARGE, REFUSED, STOPPED, SESSION_EXPIRED, NOT_LEADER -> true;
      // When there is room again may be long from now, so whoever can be told is told at once.
      case NO_SPACE -> !ambiguous;
      case NO_LEADER, LOST, OVERLOADED -> false;
    };
  }

  /** Ends it without a result. */
  void end() {
    completeExceptionally(
        ambiguous
            ? new Unknown(
                "the command was sent "
                    + attempts
                    + " times and no answer tells whether it was applied, once, or not at all;"
                    + " read the state to learn which")
            : refused);
  }

  static NotDone expired(long session, SessionLimits limits) {
    return new NotDone(
        Reason.SESSION_EXPIRED,
        "session "
            + session
            + " has expired: nothing of it came through for "
            + limits.timeoutMillis()
            + " ms, or it had to make room; open another one");
  }

  static NotDone withoutSessions() {
    return new NotDone(
        Reason.STOPPED,
        "the state machines of this cluster have no sessions around them; start every member with"
            + " dev.balsa.node.Sessions around its state machine");
  }

  static NotDone overloaded(long bytes) {
    return new NotDone(
        Reason.OVERLOADED,
        "commands of "
            + bytes
            + " bytes wait in the session already; try again when some have been answered");
  }

  static NotDone full(SessionAnswer.Reason why) {
    return new NotDone(
        Reason.OVERLOADED,
        "the results that sessions keep until they are acknowledged are "
            + (why == SessionAnswer.Reason.TOO_MANY_BYTES ? "too large" : "too many")
            + "; try again when some have been answered");
  }

  /** An answer, or null if there is none or it is not one of a session. */
  static @Nullable SessionAnswer decoded(@Nullable Bytes result) {
    try {
      return result == null ? null : SessionAnswer.decode(result);
    } catch (IllegalArgumentException foreign) {
      return null;
    }
  }
}
