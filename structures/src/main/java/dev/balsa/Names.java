package dev.balsa;

import dev.balsa.core.Bytes;
import java.util.regex.Pattern;

/** The keys that structures live under. */
final class Names {
  /*
   * A value named x is the key "x"; an entry of the map m is "m/" and its key; an element of the
   * list l is "l:" and a number. Names hold neither '/' nor ':', so no two structures can ever
   * share a key, whatever the keys inside a map are. '/' and ':' are so that "get --prefix" shows a
   * structure on its own and people can read what it is.
   */

  private static final int LENGTH_MAX = 200;
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]*");

  private Names() {}

  /** The key of a value. */
  static Bytes value(String name) {
    return Bytes.utf8(checked(name));
  }

  /** What the keys of a map start with. */
  static Bytes map(String name) {
    return Bytes.utf8(checked(name) + "/");
  }

  /** What the keys of a list start with. */
  static Bytes list(String name) {
    return Bytes.utf8(checked(name) + ":");
  }

  private static String checked(String name) {
    if (name.isEmpty() || name.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the name of a structure has 1 to " + LENGTH_MAX + " characters, not " + name.length());
    }
    if (!ALLOWED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name \"" + name + "\" holds other characters than A-Z a-z 0-9 . _ -");
    }
    return name;
  }
}
