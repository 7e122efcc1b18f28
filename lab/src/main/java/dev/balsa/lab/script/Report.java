package dev.balsa.lab.script;

import dev.balsa.lab.check.Criterion;
import dev.balsa.lab.check.Outcome;
import dev.balsa.lab.check.Requirement;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints one line per check, to the terminal and to a transcript, and counts. Safe for use by many
 * threads.
 *
 * <p>The transcript is written line by line, so that it is complete up to the moment of an
 * interruption.
 */
public final class Report implements AutoCloseable {
  private static final int LINE_CHARACTERS_MAX = 2_000;

  private final PrintStream out;
  private final PrintWriter transcript;
  private final long begunNanos = System.nanoTime();
  private final List<String> checks = new ArrayList<>();
  private int passed;
  private int failed;

  /**
   * Opens a new transcript.
   *
   * @param out where the lines are also printed
   * @throws UncheckedIOException if the transcript cannot be written
   */
  public Report(PrintStream out, Path transcript) {
    this.out = out;
    try {
      if (transcript.getParent() != null) {
        Files.createDirectories(transcript.getParent());
      }
      this.transcript =
          new PrintWriter(Files.newBufferedWriter(transcript, StandardCharsets.UTF_8), true);
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot write " + transcript + ": " + failed, failed);
    }
  }

  /** Begins a part. */
  public synchronized void section(String title) {
    say("");
    say(title);
  }

  /** A line that is no check. */
  public synchronized void say(String text) {
    out.println(text);
    out.flush();
    transcript.println(text);
  }

  /** A line that stands in the transcript only. */
  public synchronized void note(String text) {
    transcript.println(text);
  }

  /** Judges and prints. */
  public void check(Criterion criterion) {
    check(criterion.requirement(), criterion.judge());
  }

  /** Prints what came of a check. */
  public synchronized void check(Requirement requirement, Outcome outcome) {
    if (outcome.passed()) {
      passed++;
    } else {
      failed++;
    }
    String text = outcome.text().replace("\n", "\\n");
    if (text.length() > LINE_CHARACTERS_MAX) {
      text = text.substring(0, LINE_CHARACTERS_MAX) + " …";
    }
    String line =
        (outcome.passed() ? "ok   " : "FAIL ")
            + requirement.id()
            + "  "
            + requirement.title()
            + ": "
            + text;
    checks.add(line);
    say(line);
  }

  /** The latest checks, the last one last. */
  public synchronized List<String> latest(int count) {
    return List.copyOf(checks.subList(Math.max(0, checks.size() - count), checks.size()));
  }

  /** How many checks were not met. */
  public synchronized int failures() {
    return failed;
  }

  /** Seconds since the report was opened. */
  public double seconds() {
    return (System.nanoTime() - begunNanos) / 1e9;
  }

  /** Prints the last line: how many passed and failed. */
  public synchronized void summary() {
    say("");
    say(String.format(Locale.ROOT, "%d passed, %d failed, %.1f s", passed, failed, seconds()));
  }

  @Override
  public synchronized void close() {
    transcript.close();
  }
}
