/**
 * A cluster in memory: what a driver, a disk and a network do to the core, in the order a seed or a
 * script says.
 */
@NullMarked
package dev.balsa.core.world;

import org.jspecify.annotations.NullMarked;
