/**
 * Raft as a pure function of time and events: no input or output, no thread, no clock, no chance
 * beyond a seed.
 *
 * <p>Figure 2 of the Raft paper is the table of contents: each of its boxes is one file of this
 * package. {@link dev.balsa.core.Raft} takes {@linkplain dev.balsa.core.Event events} and returns
 * {@linkplain dev.balsa.core.Effect effects}; whoever drives it carries them out.
 */
@NullMarked
package dev.balsa.core;

import org.jspecify.annotations.NullMarked;
