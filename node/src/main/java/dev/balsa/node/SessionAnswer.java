package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.node.SessionBytes.Reader;
import dev.balsa.node.SessionBytes.Writer;

/** The result of a command of a session; plain commands have the state machine's own. */
public sealed interface SessionAnswer {
  /**
   * The session is open.
   *
   * @param session its number
   */
  record Opened(long session) implements SessionAnswer {}

  /**
   * The command was applied, now or when it stood in the log for the first time.
   *
   * @param result of the state machine; empty for commands that it did not see
   * @param repeated whether it was applied before, and not by this entry
   */
  record Done(Bytes result, boolean repeated) implements SessionAnswer {}

  /**
   * This entry changed nothing but the session.
   *
   * @param why what kept it from being applied
   */
  record Refused(Reason why) implements SessionAnswer {}

  /** Why a command was refused. The number is part of the format and never changes. */
  enum Reason {
    /** There is no such session: it was idle too long, was closed, or had to make room. */
    EXPIRED(1),
    /** The client said that it has the answer, or wants none any more. */
    ANSWERED(2),
    /** The session has as many results as it may that were not acknowledged. */
    TOO_MANY_RESULTS(3),
    /** The results of this session or of all hold as many bytes as they may. */
    TOO_MANY_BYTES(4);

    private final int number;

    Reason(int number) {
      this.number = number;
    }
  }

  /** As a result. */
  default Bytes encode() {
    return switch (this) {
      case Opened opened -> new Writer(16).octet(1).number(opened.session()).written();
      case Done done ->
          new Writer(16 + done.result().length())
              .octet(done.repeated() ? 4 : 2)
              .rest(done.result())
              .written();
      case Refused refused -> new Writer(16).octet(3).number(refused.why().number).written();
    };
  }

  /**
   * Decodes the result of a command that was not plain. It shares the given bytes.
   *
   * @throws IllegalArgumentException if it is none of this version
   */
  static SessionAnswer decode(Bytes encoded) {
    Reader in = new Reader(encoded, 0);
    int kind = in.octet();
    return switch (kind) {
      case 1 -> new Opened(in.number());
      case 2 -> new Done(in.rest(), false);
      case 3 -> new Refused(reason(in));
      case 4 -> new Done(in.rest(), true);
      default -> throw in.malformed("is of kind " + kind);
    };
  }

  private static Reason reason(Reader in) {
    long number = in.number();
    for (Reason reason : Reason.values()) {
      if (reason.number == number) {
        return reason;
      }
    }
    throw in.malformed("gives the reason " + number);
  }
}
