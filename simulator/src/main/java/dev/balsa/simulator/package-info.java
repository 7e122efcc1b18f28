/**
 * A whole cluster in one thread: the shipped core, driver, log and key-value store over a simulated
 * disk, network and clock, all drawn from one seed.
 *
 * <p>{@link dev.balsa.simulator.World} is one such run, {@link dev.balsa.simulator.Plan} what its
 * seed decided, {@link dev.balsa.simulator.Simulation} runs many. What must hold is in {@code
 * invariants}, what clients saw in {@code history}.
 */
@NullMarked
package dev.balsa.simulator;

import org.jspecify.annotations.NullMarked;
