/**
 * Real processes: starting, stopping, killing and pausing lab nodes, and finding out which ones are
 * alive.
 */
@NullMarked
package dev.balsa.lab.process;

import org.jspecify.annotations.NullMarked;
