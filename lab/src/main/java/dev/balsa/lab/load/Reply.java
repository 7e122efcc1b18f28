package dev.balsa.lab.load;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a request to a node. */
public sealed interface Reply {
  /** It was done. */
  record Done(Map<String, @Nullable Object> fields) implements Reply {}

  /**
   * The node said no.
   *
   * @param status HTTP status
   * @param certain whether the request is certain not to have happened; otherwise it may have
   * @param message what the node said
   */
  record Refused(int status, boolean certain, String message) implements Reply {}

  /**
   * There was no answer.
   *
   * @param certain whether the request cannot have reached the node
   */
  record Unreachable(boolean certain, String message) implements Reply {}

  /** Whether it was done. */
  default boolean done() {
    return this instanceof Done;
  }

  /** Whether it certainly has not happened and never will. */
  default boolean certainlyNotDone() {
    return switch (this) {
      case Done done -> false;
      case Refused refused -> refused.certain();
      case Unreachable unreachable -> unreachable.certain();
    };
  }
}
