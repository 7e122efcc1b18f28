package dev.balsa.node;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Hands bytes on no faster than a rate: after each piece it pauses until the piece has taken as
 * long as it may. What took longer is not made up for. For one thread.
 */
final class PacedOutput extends OutputStream {
  /** Bytes from one pause to the next. */
  static final int PIECE_BYTES = 1 << 20;

  /** What is done between two pieces. */
  @FunctionalInterface
  interface Pause {
    /**
     * Waits, or does something useful meanwhile.
     *
     * @param untilNanos on the scale of the clock; may be over already
     * @throws IOException if there is no need to go on
     */
    void pause(long untilNanos) throws IOException;
  }

  private final OutputStream out;
  private final long bytesPerSecond;
  private final NanoClock clock;
  private final Pause pause;
  private long begunNanos;
  private int pieceBytes;

  /**
   * Begins now.
   *
   * @param out is not closed
   */
  PacedOutput(OutputStream out, long bytesPerSecond, NanoClock clock, Pause pause) {
    this.out = out;
    this.bytesPerSecond = bytesPerSecond;
    this.clock = clock;
    this.pause = pause;
    this.begunNanos = clock.nanos();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int some = Math.min(left, PIECE_BYTES - pieceBytes);
      out.write(bytes, from, some);
      from += some;
      left -= some;
      pieceBytes += some;
      if (pieceBytes == PIECE_BYTES) {
        endPiece();
      }
    }
  }

  private void endPiece() throws IOException {
    pause.pause(begunNanos + (long) (pieceBytes * 1e9 / bytesPerSecond));
    pieceBytes = 0;
    begunNanos = clock.nanos();
  }
}
