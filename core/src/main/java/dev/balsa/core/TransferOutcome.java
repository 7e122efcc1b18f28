package dev.balsa.core;

/** How a leadership transfer that was begun came out (dissertation §3.10). */
public enum TransferOutcome {
  /** The wanted member leads. */
  DONE,
  /** A third member leads: this server lost leadership while it handed over. */
  ANOTHER_LEADS,
  /**
   * Nobody else was known to lead within one election timeout. A server that still leads takes
   * proposals again.
   */
  TIMED_OUT
}
