package dev.balsa.node;

/**
 * A hash over all commands up to an index and the answers of the state machine to them.
 *
 * @param index a multiple of some number that all members agree on
 * @param hash equal on all members whose state machines did the same
 */
public record StateHash(long index, long hash) {}
