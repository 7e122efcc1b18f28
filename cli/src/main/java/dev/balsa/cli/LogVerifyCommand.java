package dev.balsa.cli;

import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.LogItem;
import dev.balsa.log.LogScanner;
import dev.balsa.server.json.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a log. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Checks every byte of a log as a start would, and gives a verdict on each segment.",
    footer = {
      "",
      "Examples:",
      "  balsa log verify --node 1",
      "  balsa log verify --json balsa-lab/node1",
      "",
      "Ends with 0 if a node would start with this log and with 5 if it is damaged. A torn tail is what a",
      "crash leaves behind: nothing acknowledged is in it, and the next start cuts it."
    })
final class LogVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LogFolder folder;

  @Option(names = "--json", description = "One JSON object with everything.")
  private boolean json;

  /** What was found in one file. */
  private static final class Segment {
    private final String file;
    private final long firstIndex;
    private long entries;
    private String verdict = "whole";

    Segment(String file, long firstIndex) {
      this.file = file;
      this.firstIndex = firstIndex;
    }

    String json() {
      return new JsonWriter()
          .text("file", file)
          .number("firstIndex", firstIndex)
          .number("entries", entries)
          .text("verdict", verdict)
          .end();
    }
  }

  @Override
  public Integer call() throws IOException {
    LogScanner scanner = folder.scanner();
    List<Segment> segments = new ArrayList<>();
    scanner.cat(item -> add(item, segments));
    LogScanner.Verdict verdict = scanner.verify();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(verdict, segments));
    } else {
      print(verdict, segments, out);
    }
    out.flush();
    for (LogItem finding : verdict.findings()) {
      if (finding instanceof LogItem.Damage damage) {
        throw folder.damaged(damage);
      }
    }
    return ExitCode.DONE.number();
  }

  private static void add(LogItem item, List<Segment> segments) {
    switch (item) {
      case LogItem.SegmentStart start ->
          segments.add(new Segment(start.file(), start.firstIndex()));
      case LogItem.EntryAppended appended -> segment(appended, segments).entries++;
      case LogItem.TornTail torn ->
          segment(torn, segments).verdict =
              "torn tail at byte " + torn.offset() + ", which the next start cuts";
      case LogItem.Damage damage -> {
        Segment segment = segment(damage, segments);
        if (segment.verdict.equals("whole")) {
          segment.verdict = "DAMAGED at byte " + damage.offset() + ": " + damage.why();
        }
      }
      case LogItem.HardStateChanged changed -> {}
      case LogItem.StartMoved moved -> {}
      case LogItem.SnapshotFound found -> {
        Segment stand = new Segment(found.file(), 1);
        stand.entries = found.meta().index();
        stand.verdict = "whole snapshot, " + found.sizeBytes() + " bytes";
        segments.add(stand);
      }
      case LogItem.SnapshotUseless useless ->
          segment(useless, segments).verdict =
              "damaged at byte "
                  + useless.offset()
                  + ": "
                  + useless.why()
                  + "; not needed, the next start removes it";
      case LogItem.SegmentEnd end -> {}
    }
  }

  /** The segment an item is in; one whose start cannot be read is added. */
  private static Segment segment(LogItem item, List<Segment> segments) {
    for (Segment segment : segments.reversed()) {
      if (segment.file.equals(item.file())) {
        return segment;
      }
    }
    Segment unreadable = new Segment(item.file(), 0);
    segments.add(unreadable);
    return unreadable;
  }

  private static void print(LogScanner.Verdict verdict, List<Segment> segments, PrintWriter out) {
    Table table = new Table("SEGMENT", "FROM", "ENTRIES", "VERDICT");
    for (Segment segment : segments) {
      table.add(
          segment.file,
          segment.firstIndex == 0 ? "?" : segment.firstIndex,
          segment.entries,
          segment.verdict);
    }
    table.print(out);
    if (verdict.start().index() > 0) {
      out.println(
          "The log begins after entry "
              + verdict.start().index()
              + " of term "
              + verdict.start().term()
              + "; a snapshot stands for what came before.");
    }
    if (verdict.sound()) {
      out.println(
          "Sound: last entry "
              + verdict.lastIndex()
              + ", term "
              + verdict.hardState().term()
              + ", "
              + (verdict.hardState().votedFor() == 0
                  ? "no vote in it."
                  : "vote for node " + verdict.hardState().votedFor() + "."));
    }
  }

  private static String json(LogScanner.Verdict verdict, List<Segment> segments) {
    return new JsonWriter()
        .truth("sound", verdict.sound())
        .number("lastIndex", verdict.lastIndex())
        .number("term", verdict.hardState().term())
        .number("votedFor", verdict.hardState().votedFor())
        .array("segments", segments.stream().map(Segment::json).toList())
        .number("startIndex", verdict.start().index())
        .number("startTerm", verdict.start().term())
        .number("snapshotIndex", snapshotIndex(verdict))
        .end();
  }

  private static long snapshotIndex(LogScanner.Verdict verdict) {
    SnapshotMeta snapshot = verdict.snapshot();
    return snapshot == null ? 0 : snapshot.index();
  }
}
