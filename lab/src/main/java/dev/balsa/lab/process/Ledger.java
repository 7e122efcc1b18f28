package dev.balsa.lab.process;

import dev.balsa.lab.mirror.Layout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The nodes that run in a working folder, each written down by itself when it starts. What is not
 * written down there is never touched. Safe for use by many processes.
 */
public final class Ledger {
  private static final String SUFFIX = ".process";
  private static final long STOP_SECONDS = 5;

  private final Path folder;

  /** The ledger of a working folder, which need not exist yet. */
  public Ledger(Path workingFolder) {
    this.folder = workingFolder.resolve(Layout.HIDDEN);
  }

  /** Writes down the current process as a node. */
  public void enter(long node) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(file(node), ProcessRecord.current(node).line());
  }

  /** Takes the current process out, if it is the one written down. */
  public void leave(long node) throws IOException {
    for (ProcessRecord record : all()) {
      if (record.node() == node && record.pid() == ProcessHandle.current().pid()) {
        Files.deleteIfExists(file(node));
      }
    }
  }

  /** The nodes that are alive, by number. */
  public List<ProcessRecord> alive() throws IOException {
    List<ProcessRecord> alive = new ArrayList<>();
    for (ProcessRecord record : all()) {
      if (record.alive().isPresent()) {
        alive.add(record);
      }
    }
    return alive;
  }

  /**
   * Stops every node that is alive, politely first, and returns those that were stopped.
   *
   * @throws IOException if one survives even that
   */
  public List<ProcessRecord> stopAll() throws IOException {
    List<ProcessRecord> records = alive();
    for (ProcessRecord record : records) {
      record.alive().ifPresent(Ledger::stop);
    }
    for (ProcessRecord record : records) {
      if (record.alive().isPresent()) {
        throw new IOException(
            "process " + record.pid() + " (node " + record.node() + ") cannot be stopped");
      }
      Files.deleteIfExists(file(record.node()));
    }
    return records;
  }

  private static void stop(ProcessHandle handle) {
    handle.destroy();
    try {
      Signals.resume(handle.pid());
    } catch (IOException gone) {
      // A paused process only notices after it is resumed; one that is gone need not.
    }
    if (!gone(handle)) {
      handle.destroyForcibly();
      gone(handle);
    }
  }

  private static boolean gone(ProcessHandle handle) {
    try {
      handle.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return !handle.isAlive();
    } catch (ExecutionException | TimeoutException late) {
      return !handle.isAlive();
    }
  }

  private List<ProcessRecord> all() throws IOException {
    List<ProcessRecord> records = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return records;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        ProcessRecord.parse(Files.readString(file)).ifPresent(records::add);
      }
    }
    records.sort(Comparator.comparingLong(ProcessRecord::node));
    return records;
  }

  private Path file(long node) {
    return folder.resolve("node" + node + SUFFIX);
  }
}
