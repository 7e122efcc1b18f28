/**
 * A small world around the shipped core that runs the same in the JVM and in a browser.
 *
 * <p>{@link dev.balsa.playground.World} has a network, time, and disks that are slow and lose what
 * was not synced; {@link dev.balsa.playground.Plan} is what its seed decided, {@link
 * dev.balsa.playground.Happening} what one sees, {@link dev.balsa.playground.Digests} the proof
 * that two machines saw the same. All of it keeps to what the translator to JavaScript knows.
 */
@NullMarked
package dev.balsa.playground;

import org.jspecify.annotations.NullMarked;
