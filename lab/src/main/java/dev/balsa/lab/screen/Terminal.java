package dev.balsa.lab.screen;

import java.io.Console;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal in a mode in which single keys arrive at once and a frame replaces the one before.
 * Used by one thread, except {@link #close}.
 */
public final class Terminal implements AutoCloseable {
  /*
   * The system's stty sets the mode and tells the size, so no native code is needed. Reads give up
   * after a tenth of a second, which is the clock of everything that is drawn. Whatever ends this
   * process short of kill -9, the hook puts the terminal back as it was.
   */

  private static final File DEVICE = new File("/dev/tty");
  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String INVERSE = "\u001b[7m";
  private static final String PLAIN = "\u001b[0m";
  private static final long SIZE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long STTY_SECONDS = 5;

  private final String saved;
  private final InputStream in;
  private final OutputStream out;
  private final Thread hook = new Thread(this::restore, "restore terminal");
  private boolean restored;
  private List<String> drawn = List.of();
  private int rows = SixAreas.ROWS_MIN;
  private int columns = SixAreas.COLUMNS_MIN;
  private long sizeKnownNanos;

  private Terminal(String saved, InputStream in, OutputStream out) {
    this.saved = saved;
    this.in = in;
    this.out = out;
  }

  /** Whether this program talks to a person: both its input and its output are a terminal. */
  public static boolean present() {
    return isTerminal(System.console()) && DEVICE.canRead();
  }

  /** Java 25 has no console where no terminal is. */
  private static boolean isTerminal(@Nullable Console console) {
    return console != null && console.isTerminal();
  }

  /**
   * Takes the terminal over.
   *
   * @throws IOException if there is none
   */
  public static Terminal open() throws IOException {
    String saved = stty("-g").strip();
    Terminal terminal =
        new Terminal(saved, new FileInputStream(DEVICE), new FileOutputStream(DEVICE));
    Runtime.getRuntime().addShutdownHook(terminal.hook);
    stty("-icanon", "-echo", "min", "0", "time", "1");
    terminal.write(ENTER);
    terminal.measure();
    return terminal;
  }

  /** Height in lines, measured at most a second ago. */
  public int rows() {
    return rows;
  }

  /** Width in characters, measured at most a second ago. */
  public int columns() {
    return columns;
  }

  /**
   * The next key, or 0 if none was pressed for about a tenth of a second. Keys that send several
   * characters, such as arrows, count as no key.
   */
  public char key() throws IOException {
    measure();
    int first = in.read();
    if (first < 0) {
      return 0;
    }
    if (first == '\u001b') {
      while (in.available() > 0) {
        in.read();
      }
      return 0;
    }
    return (char) first;
  }

  /**
   * Shows areas that fill the screen; the first and the last line stand out. Nothing is sent if
   * nothing changed.
   */
  public void show(SixAreas areas) throws IOException {
    show(Small.orElse(areas, columns, rows));
  }

  private void show(List<String> lines) throws IOException {
    if (lines.equals(drawn)) {
      return;
    }
    StringBuilder text = new StringBuilder(HOME);
    for (int i = 0; i < lines.size(); i++) {
      boolean edge = i == 0 || i == lines.size() - 1;
      text.append(i == 0 ? "" : "\r\n");
      text.append(edge ? INVERSE : "").append(lines.get(i)).append(edge ? PLAIN : "");
    }
    write(text.toString());
    drawn = List.copyOf(lines);
  }

  private void measure() throws IOException {
    long now = System.nanoTime();
    if (sizeKnownNanos != 0 && now - sizeKnownNanos < SIZE_NANOS) {
      return;
    }
    sizeKnownNanos = now;
    List<String> size = List.of(stty("size").strip().split(" ", -1));
    if (size.size() == 2 && size.stream().allMatch(number -> number.matches("[1-9]\\d{0,3}"))) {
      int newRows = Integer.parseInt(size.get(0));
      int newColumns = Integer.parseInt(size.get(1));
      if (newRows != rows || newColumns != columns) {
        rows = newRows;
        columns = newColumns;
        drawn = List.of();
        write("\u001b[2J");
      }
    }
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String stty(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(DEVICE)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(STTY_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(
            "stty " + String.join(" ", arguments) + " failed; is this a terminal?");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    return output;
  }

  private synchronized void restore() {
    if (restored) {
      return;
    }
    restored = true;
    try {
      write(LEAVE);
      stty(saved);
    } catch (IOException lost) {
      System.err.println("The terminal could not be put back; type: stty sane");
    }
  }

  /** Puts the terminal back as it was. Idempotent. */
  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      return;
    }
  }
}
