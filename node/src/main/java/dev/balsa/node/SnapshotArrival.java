package dev.balsa.node;

import dev.balsa.core.SnapshotMeta;

/**
 * All of a snapshot that another member sent is here (§7).
 *
 * @param sentBytes so much of it was sent
 * @param reusedBytes so much was taken from the snapshot that was here before
 * @param whole whether it is what the other member has; if not, it was thrown away and has to be
 *     sent again
 */
public record SnapshotArrival(SnapshotMeta meta, long sentBytes, long reusedBytes, boolean whole) {}
