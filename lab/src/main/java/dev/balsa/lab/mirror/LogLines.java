package dev.balsa.lab.mirror;

import dev.balsa.core.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The lines of the {@code .log} mirror, rendered once each: one JSON object per client command.
 * Used under the lock of its owner.
 */
final class LogLines {
  private record Line(long index, Bytes text) {}

  private final int linesMax;
  private final int bytesMax;
  private final ArrayDeque<Line> lines = new ArrayDeque<>();
  private int bytes;

  /**
   * Makes an empty one.
   *
   * @param linesMax keep at most the last so many lines
   * @param bytesMax and of these at most the last ones that fit in so many bytes, but always one
   */
  LogLines(int linesMax, int bytesMax) {
    this.linesMax = linesMax;
    this.bytesMax = bytesMax;
  }

  /** The log now ends before an index: Raft replaced its tail. */
  void cutFrom(long index) {
    while (!lines.isEmpty() && lines.getLast().index() >= index) {
      bytes -= lines.removeLast().text().length();
    }
  }

  /** Adds a command whose JSON text is given. */
  void add(long index, long term, String command) {
    Bytes text = Bytes.utf8("{\"term\": " + term + ", \"command\": " + command + "}\n");
    lines.addLast(new Line(index, text));
    bytes += text.length();
    while (lines.size() > linesMax || (bytes > bytesMax && lines.size() > 1)) {
      bytes -= lines.removeFirst().text().length();
    }
  }

  int size() {
    return lines.size();
  }

  ByteBuffer content() {
    ByteBuffer content = ByteBuffer.allocate(bytes);
    for (Line line : lines) {
      Bytes text = line.text();
      content.put(text.sharedArray(), text.sharedOffset(), text.length());
    }
    return content.flip();
  }
}
