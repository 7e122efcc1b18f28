/**
 * The log on disk: append-only segments of checksummed records, snapshot files beside them, and the
 * recovery that decides after a crash what of them to believe. All file access goes through one
 * seam, {@code Disk}, so that a simulated disk can lie, lose and tear in its place.
 */
@NullMarked
package dev.balsa.log;

import org.jspecify.annotations.NullMarked;
