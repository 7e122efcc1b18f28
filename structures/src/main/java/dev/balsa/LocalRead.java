package dev.balsa;

import org.jspecify.annotations.Nullable;

/**
 * What one member's own memory holds, which may be old, and how old it may be.
 *
 * <p>Such a read asks nobody: it is answered at once, also by a member that is cut off from the
 * others.
 *
 * @param value what was read; some state that the cluster was in
 * @param appliedIndex the log position up to which this member had applied when it was read
 * @param behindEntries how many entries more this member knows to be committed; a member that is
 *     cut off or catching up does not know of all
 * @param ageMillis milliseconds since this member last heard from the leader, 0 on the leader, -1
 *     if it never did
 */
public record LocalRead<T extends @Nullable Object>(
    T value, long appliedIndex, long behindEntries, long ageMillis) {}
