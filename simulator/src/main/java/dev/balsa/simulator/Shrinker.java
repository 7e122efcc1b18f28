package dev.balsa.simulator;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Looks for the mildest plan with which a seed still breaks the same property. */
final class Shrinker {
  private final PrintStream out;
  private final String property;
  private Plan best;
  private Outcome outcome;

  private Shrinker(Plan plan, Outcome outcome, String property, PrintStream out) {
    this.best = plan;
    this.outcome = outcome;
    this.property = property;
    this.out = out;
  }

  /**
   * Shrinks a plan.
   *
   * @return the mildest plan found, or the given one if its run is in order
   */
  static Plan shrink(Plan plan, PrintStream out) {
    Outcome outcome = new World(plan, null).run();
    if (outcome.broken() == null) {
      return plan;
    }
    Shrinker shrinker = new Shrinker(plan, outcome, outcome.broken().property(), out);
    shrinker.shrink();
    return shrinker.best;
  }

  private void shrink() {
    endEarlier();
    attempt(best.smooth(true, false), "a network that loses nothing");
    attempt(best.smooth(false, true), "disks that are never slow");
    for (Fault fault : new ArrayList<>(best.faults().keySet())) {
      attempt(best.reduced(List.of(fault), best.safetyNanos()), "no " + fault);
    }
    endEarlier();
  }

  /** The faults need not go on after the moment at which the property broke. */
  private void endEarlier() {
    if (outcome.simulatedNanos() < best.safetyNanos()) {
      attempt(best.reduced(List.of(), outcome.simulatedNanos()), "an earlier end");
    }
    long step = best.safetyNanos() / 2;
    while (step > best.electionNanos()) {
      if (best.safetyNanos() <= step
          || !attempt(best.reduced(List.of(), best.safetyNanos() - step), "an earlier end")) {
        step /= 2;
      }
    }
  }

  private boolean attempt(Plan plan, String how) {
    Outcome tried = new World(plan, null).run();
    boolean same = tried.broken() != null && tried.broken().property().equals(property);
    if (same) {
      best = plan;
      outcome = tried;
      out.println("still breaks with " + how + ", after " + tried.events() + " events");
    }
    return same;
  }
}
