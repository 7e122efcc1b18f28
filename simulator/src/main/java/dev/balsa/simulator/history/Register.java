package dev.balsa.simulator.history;

import org.jspecify.annotations.Nullable;

/**
 * One value that is read, written, compared and set, and appended to.
 *
 * <p>States are texts; {@link #ABSENT} stands for "never written".
 */
public record Register(String initial) implements Model<String, Register.Action> {
  /** The state of a register that was never written. */
  public static final String ABSENT = "\0absent";

  /** A register that was never written. */
  public static final Register EMPTY = new Register(ABSENT);

  /** What a client asks, with the answer it got if it got one. */
  public sealed interface Action {
    /** Reads; {@code seen} is the answer. */
    record Read(String seen) implements Action {}

    /** Writes. */
    record Write(String value) implements Action {}

    /** Writes {@code value} if {@code expected} stands there; {@code done} is the answer. */
    record CompareAndSet(String expected, String value, boolean done) implements Action {}

    /** Appends to what stands there; nothing counts as the empty text. */
    record Append(String value) implements Action {}
  }

  @Override
  public @Nullable String step(String state, Action action, boolean answered) {
    return switch (action) {
      case Action.Read read -> !answered || read.seen().equals(state) ? state : null;
      case Action.Write write -> write.value();
      case Action.Append append -> state.equals(ABSENT) ? append.value() : state + append.value();
      case Action.CompareAndSet cas -> {
        boolean done = cas.expected().equals(state);
        if (answered && done != cas.done()) {
          yield null;
        }
        yield done ? cas.value() : state;
      }
    };
  }

  @Override
  public boolean isReadOnly(Action action) {
    return action instanceof Action.Read;
  }
}
