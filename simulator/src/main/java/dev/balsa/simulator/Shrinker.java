package dev.balsa.simulator;

import dev.balsa.simulator.invariants.BrokenProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks for the mildest plan with which a seed still breaks the same property. */
final class Shrinker {
  /*
   * Each purpose draws from a source of chance of its own, so a plan without one kind of fault meets
   * the others at the same times. What is left out first is what costs most to understand: whole
   * kinds of faults, then most strikes of those that remain, then clients, then time. The end is
   * tried again last, because a milder run often breaks at another moment.
   */

  /** A kind of fault is made this many times rarer, again and again. */
  private static final int RARER = 4;

  private final Consumer<String> told;
  private final String property;
  private Plan best;
  private Outcome outcome;

  private Shrinker(Plan plan, Outcome outcome, String property, Consumer<String> told) {
    this.best = plan;
    this.outcome = outcome;
    this.property = property;
    this.told = told;
  }

  /**
   * Shrinks a plan.
   *
   * @param told is given a line for each thing that could be left out
   * @return the mildest plan found, or nothing if the given one breaks nothing
   */
  static Optional<Plan> shrink(Plan plan, Consumer<String> told) {
    Outcome outcome = new World(plan, null).run();
    BrokenProperty broken = outcome.broken();
    if (broken == null) {
      return Optional.empty();
    }
    told.accept("breaks \"" + broken.property() + "\" after " + outcome.events() + " events");
    Shrinker shrinker = new Shrinker(plan, outcome, broken.property(), told);
    shrinker.shrink();
    return Optional.of(shrinker.best);
  }

  private void shrink() {
    endEarlier();
    attempt(best.smooth(true, false), "a network that loses nothing");
    attempt(best.smooth(false, true), "disks that are never slow");
    attempt(best.steady(), "clocks and threads that are on time");
    attempt(best.withMoves(Moves.NONE), "members that never change");
    for (Fault fault : new ArrayList<>(best.faults().keySet())) {
      attempt(best.reduced(List.of(fault), best.safetyNanos()), "no " + fault);
    }
    for (Fault fault : new ArrayList<>(best.faults().keySet())) {
      boolean rarer = true;
      while (rarer && best.meanNanos(fault) < best.safetyNanos()) {
        rarer = attempt(best.rarer(fault, RARER), "fewer " + fault);
      }
    }
    boolean fewer = true;
    while (fewer && best.workload().clients() > 1) {
      fewer = attempt(best.fewerClients(), "fewer clients");
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
    if (plan.equals(best)) {
      return false;
    }
    Outcome tried = new World(plan, null).run();
    boolean same = tried.broken() != null && tried.broken().property().equals(property);
    if (same) {
      best = plan;
      outcome = tried;
      told.accept("still does with " + how + ", after " + tried.events() + " events");
    }
    return same;
  }
}
