package dev.balsa.lab.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Signals that Java cannot send by itself, sent with the system's {@code kill}. Safe for use by
 * many threads.
 */
public final class Signals {
  private static final long WAIT_SECONDS = 10;

  private Signals() {}

  /** As pressing Ctrl-C. */
  public static void interrupt(long pid) throws IOException {
    send("-INT", pid);
  }

  /** Freezes a process. */
  public static void pause(long pid) throws IOException {
    send("-STOP", pid);
  }

  /** Lets a frozen process go on. */
  public static void resume(long pid) throws IOException {
    send("-CONT", pid);
  }

  private static void send(String signal, long pid) throws IOException {
    Process kill =
        new ProcessBuilder("kill", signal, Long.toString(pid))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!kill.waitFor(WAIT_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IOException("kill " + signal + " " + pid + " failed; is the process gone?");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending " + signal + " to " + pid, interrupted);
    }
  }
}
