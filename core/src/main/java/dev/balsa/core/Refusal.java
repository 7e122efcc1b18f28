package dev.balsa.core;

/** Why a server did not take in a proposal, a change or a read. Nothing happened in any case. */
public enum Refusal {
  /** This server does not lead. */
  NOT_LEADER,
  /**
   * The server was leading when the read came in and lost leadership before a majority confirmed
   * it.
   */
  LEADERSHIP_LOST,
  /** A command is larger than {@link Settings#commandBytesMax()}. */
  TOO_LARGE,
  /** Too many uncommitted bytes or waiting reads; try again later. */
  OVERLOADED,
  /** The disk of this server, or of a majority, is full; try again when there is room. */
  NO_SPACE,
  /** A change of the members waits until the leader has committed an entry of its term. */
  NOT_READY,
  /** Another change of the members has not come to its end; try again later. */
  CHANGE_IN_PROGRESS,
  /** The members are already like this. */
  NO_CHANGE,
  /**
   * So many of the voters that a change leads to have been silent for an election timeout that they
   * could decide nothing.
   */
  WOULD_LOSE_QUORUM
}
