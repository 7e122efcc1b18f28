package dev.balsa.core;

/** The roles of §5.1, and the step before candidacy of dissertation §9.6. */
public enum RoleName {
  /** Answers requests, waits for a leader. */
  FOLLOWER,
  /** Asks whether it could win an election. */
  PRE_CANDIDATE,
  /** Asks for votes. */
  CANDIDATE,
  /** Handles all client requests. */
  LEADER
}
