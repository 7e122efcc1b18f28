package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.node.SessionBytes.Reader;
import dev.balsa.node.SessionBytes.Writer;

/**
 * What stands in the log of a {@link Sessions} (dissertation §6.3).
 *
 * <p>Time in commands is that of the session: milliseconds on a monotonic clock since its client
 * learned that it is open.
 */
public sealed interface SessionCommand {
  /*
   * A command of a session begins with four bytes, the first of which is in no UTF-8 text and is no
   * format of the key-value store's commands. Everything else is a plain command as it always was,
   * so a log written without sessions needs no translation. A plain command that happens to begin
   * so is wrapped; see Plain.
   */

  /** A command becomes longer by at most so many bytes when it is made one of a session. */
  int OVERHEAD_BYTES = 5 + 4 * SessionBytes.NUMBER_BYTES_MAX;

  /**
   * Opens a session; its number is the index of this entry.
   *
   * @param limits hold for this session
   */
  record Open(SessionLimits limits) implements SessionCommand {}

  /**
   * Ends a session; nothing of it is kept.
   *
   * @param session which
   */
  record Close(long session) implements SessionCommand {}

  /**
   * Says that the client of a session lives.
   *
   * @param session which
   * @param answeredBelow results of commands below this number may be forgotten
   * @param elapsedMillis time of the session
   */
  record KeepAlive(long session, long answeredBelow, long elapsedMillis)
      implements SessionCommand {}

  /**
   * A command of a session: applied once, however often it stands in the log.
   *
   * @param session which
   * @param number its number in the session, from 1; the same whenever it is sent again
   * @param answeredBelow results of commands below this number may be forgotten
   * @param elapsedMillis time of the session
   * @param command for the state machine
   */
  record Numbered(long session, long number, long answeredBelow, long elapsedMillis, Bytes command)
      implements SessionCommand {}

  /**
   * A command of no session: applied each time it stands in the log.
   *
   * @param command for the state machine
   */
  record Plain(Bytes command) implements SessionCommand {}

  /** As a proposal. */
  default Bytes encode() {
    return switch (this) {
      case Open open -> {
        SessionLimits limits = open.limits();
        yield start(1, OVERHEAD_BYTES)
            .number(limits.sessionsMax())
            .number(limits.resultsMax())
            .number(limits.resultBytesMax())
            .number(limits.bytesMax())
            .number(limits.timeoutMillis())
            .written();
      }
      case Close close -> start(2, OVERHEAD_BYTES).number(close.session()).written();
      case KeepAlive alive ->
          start(3, OVERHEAD_BYTES)
              .number(alive.session())
              .number(alive.answeredBelow())
              .number(alive.elapsedMillis())
              .written();
      case Numbered numbered ->
          start(4, OVERHEAD_BYTES + numbered.command().length())
              .number(numbered.session())
              .number(numbered.number())
              .number(numbered.answeredBelow())
              .number(numbered.elapsedMillis())
              .rest(numbered.command())
              .written();
      case Plain plain ->
          isMarked(plain.command())
              ? start(5, OVERHEAD_BYTES + plain.command().length()).rest(plain.command()).written()
              : plain.command();
    };
  }

  /**
   * Decodes a proposal. The result shares the given bytes.
   *
   * @throws IllegalArgumentException if it begins like a command of a session and is none of this
   *     version
   */
  static SessionCommand decode(Bytes encoded) {
    if (!isMarked(encoded)) {
      return new Plain(encoded);
    }
    Reader in = new Reader(encoded, 4);
    int kind = in.octet();
    return switch (kind) {
      case 1 -> {
        SessionLimits limits =
            new SessionLimits(
                in.smallNumber(),
                in.smallNumber(),
                in.smallNumber(),
                in.number(),
                in.smallNumber());
        in.end();
        yield new Open(limits);
      }
      case 2 -> {
        Close close = new Close(in.number());
        in.end();
        yield close;
      }
      case 3 -> {
        KeepAlive alive = new KeepAlive(in.number(), in.number(), in.number());
        in.end();
        yield alive;
      }
      case 4 -> new Numbered(in.number(), in.number(), in.number(), in.number(), in.rest());
      case 5 -> new Plain(in.rest());
      default -> throw in.malformed("is of kind " + kind);
    };
  }

  private static boolean isMarked(Bytes bytes) {
    return bytes.length() >= 4
        && bytes.at(0) == (byte) 0xf5
        && bytes.at(1) == 's'
        && bytes.at(2) == 'e'
        && bytes.at(3) == 's';
  }

  private static Writer start(int kind, int sizeHint) {
    return new Writer(sizeHint).octet(0xf5).octet('s').octet('e').octet('s').octet(kind);
  }
}
