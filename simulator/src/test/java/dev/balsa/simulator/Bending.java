package dev.balsa.simulator;

/** State machines in stories that do something else than those of the others. */
public final class Bending {
  private Bending() {}

  /** The next command is applied otherwise by a member. */
  public static void bend(Scenario scenario, long member) {
    scenario.world().bends().bendAtOnce(scenario.world().machine(member));
  }
}
