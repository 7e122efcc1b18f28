package dev.balsa.core;

/** Why a server did not take in what it was asked. Nothing happened in any case. */
public enum Refusal {
  /** This server does not lead. */
  NOT_LEADER,
  /**
   * The server was leading when the read came in and lost leadership before a majority confirmed
   * it.
   */
  LEADERSHIP_LOST,
  /** A command, or a configuration, is larger than {@link Settings#commandBytesMax()}. */
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
  WOULD_LOSE_QUORUM,
  /** Leadership is being handed over; the next leader takes it, or this one if that fails. */
  HANDING_OVER,
  /** Leadership cannot go to that member: it is no other voter. */
  NO_SUCH_TARGET,
  /** Leadership cannot go to that member: it has been silent for an election timeout. */
  TARGET_SILENT,
  /** This server gives no leases: {@link Settings#leaseDriftPermille()} is 0. */
  LEASES_OFF
}
