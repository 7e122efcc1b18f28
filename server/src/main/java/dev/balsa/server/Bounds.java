package dev.balsa.server;

/** Checks of settings. */
final class Bounds {
  private Bounds() {}

  /**
   * Nothing, if a value is in its range.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  static void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
