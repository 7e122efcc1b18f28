package dev.balsa.node;

import dev.balsa.core.Configuration;

/**
 * Who the members are, as far as one of them knows.
 *
 * @param configuration the configuration in force, which may be taken back as long as it is not
 *     committed (§6)
 * @param index index of the entry it stands in, or of the snapshot it is known from; 0 if the
 *     cluster began with it
 * @param isCommitted whether it is known to be committed
 */
public record Members(Configuration configuration, long index, boolean isCommitted) {
  /** Whether a change is going on. */
  public boolean isChanging() {
    return !isCommitted || !configuration.isStable();
  }
}
