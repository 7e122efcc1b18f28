package dev.balsa;

import org.jspecify.annotations.Nullable;

/**
 * JSON and a Java type do not fit; collects the path from the outside in while it is thrown
 * outward.
 */
final class JsonMismatch extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String what;
  private final StringBuilder path = new StringBuilder();

  JsonMismatch(String what) {
    this(what, null);
  }

  JsonMismatch(String what, @Nullable Throwable cause) {
    super(what, cause, false, false);
    this.what = what;
  }

  /** This happened inside a step such as {@code .name} or {@code [3]}. */
  JsonMismatch inside(String step) {
    path.insert(0, step);
    return this;
  }

  String what() {
    return what;
  }

  /** The place as a JSON path, {@code $} for the outermost value. */
  String where() {
    return "$" + path;
  }
}
