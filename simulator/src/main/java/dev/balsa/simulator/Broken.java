package dev.balsa.simulator;

import dev.balsa.simulator.invariants.BrokenProperty;

/**
 * A seed in whose run something did not hold.
 *
 * @param seed which one
 * @param property the short name of what did not hold, fixed wording
 * @param detail what was seen instead
 */
public record Broken(long seed, String property, String detail) {
  static Broken of(long seed, BrokenProperty broken) {
    String message = String.valueOf(broken.getMessage());
    String start = broken.property() + ": ";
    return new Broken(
        seed,
        broken.property(),
        message.startsWith(start) ? message.substring(start.length()) : message);
  }

  @Override
  public String toString() {
    return "seed " + seed + ": " + property + ": " + detail;
  }
}
