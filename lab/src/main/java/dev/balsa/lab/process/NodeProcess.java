package dev.balsa.lab.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One lab node in a process of its own, started and supervised by this one. Safe for use by many
 * threads.
 *
 * <p>The node reads its stdin and stops when that ends: so it also ends when this process is killed
 * without a chance to clean up.
 */
public final class NodeProcess {
  private final long node;
  private final Process process;
  private volatile boolean paused;

  private NodeProcess(long node, Process process) {
    this.node = node;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param command whole command line
   * @param out takes what it prints, after what is there
   * @param err takes its errors, after what is there
   */
  public static NodeProcess start(long node, List<String> command, File out, File err)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
            .redirectError(ProcessBuilder.Redirect.appendTo(err))
            .start();
    return new NodeProcess(node, process);
  }

  /** Which node it is. */
  public long node() {
    return node;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. A paused process is alive. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Whether it is frozen. */
  public boolean paused() {
    return paused && alive();
  }

  /** Presses Ctrl-C. */
  public void ctrlC() throws IOException {
    Signals.interrupt(process.pid());
  }

  /** {@code kill -9}: the process gets no chance to do anything. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Freezes it. */
  public void pause() throws IOException {
    Signals.pause(process.pid());
    paused = true;
  }

  /** Lets it go on. */
  public void resume() throws IOException {
    Signals.resume(process.pid());
    paused = false;
  }

  /** Cuts it off from the other nodes, but not from clients. */
  public void isolate() throws IOException {
    tell("isolate");
  }

  /** Ends {@link #isolate()}. */
  public void heal() throws IOException {
    tell("heal");
  }

  private void tell(String command) throws IOException {
    process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  /**
   * Waits for its end.
   *
   * @return its exit code, 128 plus the signal if it was killed
   * @throws IOException if it has not ended in time
   */
  public int exitCode(long timeoutMillis) throws IOException, InterruptedException {
    if (!process.waitFor(timeoutMillis, TimeUnit.MILLISECONDS)) {
      throw new IOException(
          "node " + node + " (pid " + pid() + ") has not ended within " + timeoutMillis + " ms");
    }
    return process.exitValue();
  }

  /**
   * The exit code of a process that has ended.
   *
   * @throws IllegalStateException if it has not
   */
  public int endedWith() {
    if (alive()) {
      throw new IllegalStateException("node " + node + " is alive");
    }
    return process.exitValue();
  }

  /** Ends it if it has not ended: politely, and by force after a while. */
  public void stop(long politeMillis) throws InterruptedException {
    if (!alive()) {
      return;
    }
    process.destroy();
    if (paused) {
      try {
        resume();
      } catch (IOException gone) {
        paused = false;
      }
    }
    if (!process.waitFor(politeMillis, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
