package dev.balsa.core;

/**
 * A stretch of the log whose entries share one term.
 *
 * @param term the term
 * @param firstIndex index of the first entry of the stretch
 */
public record TermRun(long term, long firstIndex) {}
