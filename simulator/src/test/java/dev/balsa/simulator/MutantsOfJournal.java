package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in the journal that the logs of many groups share. */
final class MutantsOfJournal {
  private static final String LOG = "log/src/main/java/dev/balsa/log/";

  private MutantsOfJournal() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "J1",
              "the journal acknowledges what it has not synced",
              LOG + "Journal.java",
              """
              entries);
                  sync();\
              """,
              "entries);"),
          usual(
              "J2",
              "the journal forgets what is in no other file for certain",
              LOG + "Checkpoint.java",
              "file.settle();",
              ""),
          usual(
              "J3",
              "nothing is redone",
              LOG + "Redo.java",
              "file.write(record.position(), record.buffer());",
              ""),
          usual(
              "J4",
              "what was redone is not synced",
              LOG + "Redo.java",
              """
              for (Disk.File file : files.values()) {
                      file.sync();
                    }\
              """,
              ""),
          usual(
              "J5",
              "the journal begins after what came while the files were synced",
              LOG + "Checkpoint.java",
              "LogStart start = target;",
              "LogStart start = new LogStart(log.lastIndex(), Journal.TERM);"));
}
