package dev.balsa.lab.mirror;

import dev.balsa.core.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The lines of the {@code .log} mirror, rendered once each: one JSON object per client command.
 * Used under the lock of its owner.
 */
final class LogLines {
  /** An entry; one that is no command has no text. */
  private record Line(long index, long term, Bytes text) {
    boolean isHidden() {
      return text.isEmpty();
    }
  }

  private final int linesMax;
  private final int bytesMax;
  private final ArrayDeque<Line> lines = new ArrayDeque<>();
  private int commands;
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
      forget(lines.removeLast());
    }
  }

  /**
   * The log now begins after an entry, because a snapshot stands for what came before. What comes
   * after it stays if the log held that entry; a log that held another one is empty now.
   */
  void beginAfter(long index, long term) {
    boolean held = lines.isEmpty() || lines.getFirst().index() > index;
    while (!lines.isEmpty() && lines.getFirst().index() <= index) {
      Line line = lines.removeFirst();
      forget(line);
      held = line.index() == index && line.term() == term;
    }
    if (!held) {
      cutFrom(0);
    }
  }

  /** Adds a command whose JSON text is given. */
  void add(long index, long term, String command) {
    add(
        new Line(
            index, term, Bytes.utf8("{\"term\": " + term + ", \"command\": " + command + "}\n")));
    while (commands > linesMax || (bytes > bytesMax && commands > 1)) {
      forget(lines.removeFirst());
    }
  }

  /** Adds an entry that is no command, and so has no line. */
  void addHidden(long index, long term) {
    add(new Line(index, term, Bytes.EMPTY));
  }

  private void add(Line line) {
    lines.addLast(line);
    commands += line.isHidden() ? 0 : 1;
    bytes += line.text().length();
  }

  private void forget(Line line) {
    commands -= line.isHidden() ? 0 : 1;
    bytes -= line.text().length();
  }

  int size() {
    return commands;
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
