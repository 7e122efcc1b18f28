package dev.balsa.lab.check;

/**
 * One check: facts that were observed, and what is to be thought of them. Judging changes nothing
 * and asks nobody.
 */
public interface Criterion {
  /** The line of the contract it proves. */
  Requirement requirement();

  /** What the facts show. */
  Outcome judge();
}
