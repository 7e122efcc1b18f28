package dev.balsa.node;

import org.jspecify.annotations.Nullable;

/**
 * What a read was answered, and how stale that may be.
 *
 * @param value what the query returned
 * @param staleMillis the value reflects every write that was answered until so long before it was
 *     read, by this member's clock; 0 if the read was linearizable, {@link #UNKNOWN} if this member
 *     cannot tell
 */
public record Answer<T extends @Nullable Object>(T value, long staleMillis) {
  /** This member has not confirmed since its start how fresh its state is. */
  public static final long UNKNOWN = -1;
}
