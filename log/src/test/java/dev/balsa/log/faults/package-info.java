/** A disk in memory that can be cut off, torn, filled, made to fail and damaged at any place. */
@NullMarked
package dev.balsa.log.faults;

import org.jspecify.annotations.NullMarked;
