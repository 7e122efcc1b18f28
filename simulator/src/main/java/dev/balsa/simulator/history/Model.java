package dev.balsa.simulator.history;

import org.jspecify.annotations.Nullable;

/**
 * What one object does when its operations come one after the other.
 *
 * @param <S> states; compare by value
 * @param <A> actions
 */
public interface Model<S, A> {
  /** The state before the first operation. */
  S initial();

  /**
   * The state after an action.
   *
   * @param answered whether the answer in {@code action} was really given; if not, any answer would
   *     do
   * @return null if the object in this state could not have given that answer
   */
  @Nullable S step(S state, A action, boolean answered);

  /**
   * Whether an action can change no state, so that it explains nothing if it was never answered.
   */
  boolean isReadOnly(A action);
}
