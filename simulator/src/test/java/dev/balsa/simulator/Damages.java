package dev.balsa.simulator;

import java.util.Arrays;
import java.util.List;

/** The ways in which a disk can be damaged, as stories name them. */
public final class Damages {
  private Damages() {}

  /** All of them. */
  public static List<String> names() {
    return Arrays.stream(Damage.values()).map(Enum::name).toList();
  }
}
