/**
 * What clients saw, and whether one copy of the data could have shown it to them.
 *
 * <p>A history is a list of {@linkplain dev.balsa.simulator.history.Operation operations} with the
 * times at which they were asked and answered; {@link dev.balsa.simulator.history.Linearizability}
 * decides whether there is an order that explains it.
 */
@NullMarked
package dev.balsa.simulator.history;

import org.jspecify.annotations.NullMarked;
