package dev.balsa.log;

import java.io.IOException;
import java.nio.file.Path;

/** A data directory cannot be used, and why. Nothing in it was changed. */
public final class DataDirectoryException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is wrong with a data directory. */
  public sealed interface Problem {
    /**
     * A running process holds it.
     *
     * @param pid its process id, 0 if unknown
     * @param started when that process started, empty if unknown
     */
    record Locked(long pid, String started) implements Problem {}

    /** It belongs to another cluster. */
    record WrongCluster(long expected, long actual) implements Problem {}

    /** It belongs to another member of the cluster. */
    record WrongMember(long expected, long actual) implements Problem {}

    /** Its identity cannot be read. */
    record Damaged(String file, String why) implements Problem {}

    /** It holds a log, but no identity. */
    record IdentityMissing(String logFile) implements Problem {}

    /** It held a log that is gone. */
    record LogMissing() implements Problem {}

    /** Other members do not take it for what it was any more. */
    record Retired(Retirement retirement) implements Problem {}

    /** It cannot be made or written to. */
    record NotWritable(String why) implements Problem {}
  }

  private final transient Path directory;
  private final transient Problem problem;

  DataDirectoryException(Path directory, Problem problem) {
    super("Data directory " + directory + " " + text(problem));
    this.directory = directory;
    this.problem = problem;
  }

  DataDirectoryException(Path directory, IOException cause) {
    super(
        "Data directory " + directory + " " + text(new Problem.NotWritable(String.valueOf(cause))),
        cause);
    this.directory = directory;
    this.problem = new Problem.NotWritable(String.valueOf(cause));
  }

  /** The directory. */
  public Path directory() {
    return directory;
  }

  /** What is wrong with it. */
  public Problem problem() {
    return problem;
  }

  private static String text(Problem problem) {
    return switch (problem) {
      case Problem.Locked locked ->
          "is in use by "
              + (locked.pid() == 0 ? "another process" : "process " + locked.pid())
              + (locked.started().isEmpty() ? "" : ", started " + locked.started())
              + ". Stop that one first, or give this one a directory of its own.";
      case Problem.WrongCluster wrong ->
          String.format(
              "belongs to cluster %016x, and this member was told to be in cluster %016x. Check the"
                  + " cluster's name and the path, or use an empty directory.",
              wrong.actual(), wrong.expected());
      case Problem.WrongMember wrong ->
          String.format(
              "belongs to member %d, and this is member %d. Two members must not share a log:"
                  + " check the path, or use an empty directory.",
              wrong.actual(), wrong.expected());
      case Problem.Damaged damaged ->
          "has a damaged identity: "
              + damaged.file()
              + " "
              + damaged.why()
              + ". This member cannot prove who it was: set the directory aside and let the member"
              + " join as a new one.";
      case Problem.IdentityMissing missing ->
          "holds a log ("
              + missing.logFile()
              + ") but no identity. Restore the two identity files, or set the directory aside and"
              + " let the member join as a new one.";
      case Problem.LogMissing() ->
          "has lost its log: this member ran here before, and no segment is left. It must not vote"
              + " again as if it knew nothing: restore the segments, or set the directory aside and"
              + " let the member join as a new one.";
      case Problem.Retired retired -> retired.retirement().text();
      case Problem.NotWritable not ->
          "cannot be used: "
              + not.why()
              + ". Check the path, its owner and permissions, and the space on the disk.";
    };
  }
}
