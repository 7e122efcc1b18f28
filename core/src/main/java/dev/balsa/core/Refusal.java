package dev.balsa.core;

/** Why a server did not take in a proposal or a read. Nothing happened in either case. */
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
  NO_SPACE
}
