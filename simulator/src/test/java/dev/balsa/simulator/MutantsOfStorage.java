package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.hard;
import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in how the log is written to disk and found again. */
final class MutantsOfStorage {
  private static final String LOG = "log/src/main/java/dev/balsa/log/";
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfStorage() {}

  static final List<Mutant> ALL =
      List.of(
          hard(
              "M25",
              "tail cut in one write and the new one appended in the next",
              NODE + "LogWriter.java",
              "          log.append(write.hardState(), write.start(), write.entries());",
              """
              long cut = write.entries().isEmpty() ? 0 : write.entries().get(0).index();
                        if (cut > 1 && cut <= log.lastIndex()) {
                          log.sync();
                          log.append(null, log.read(cut - 1, 1));
                          log.sync();
                        }
                        log.append(write.hardState(), write.start(), write.entries());\
              """),
          usual(
              "D1",
              "what was read again is not looked at",
              LOG + "Scrub.java",
              "checking.isSound() ? null : LogWalk.load(file);",
              "checking.isSound() ? null : null;"),
          usual(
              "M46",
              "checksum not looked at",
              LOG + "LogRecord.java",
              "if (checksum.of(file, offset + Integer.BYTES,"
                  + " offset + HEAD_BYTES + payloadBytes) != value) {",
              "if (value == 0x7fffffff) {"),
          usual(
              "M47",
              "damage cut off like a torn end, and the node votes",
              LOG + "SegmentScan.java",
              """
              return frame.torn(file, sectors)
                      ? unlessSynced(frame.offset(), new End.Torn(frame.offset(), at))
                      : new End.Damaged(at, why);\
              """,
              "return new End.Torn(frame.offset(), at);"),
          usual(
              "M48",
              "failed sync tried again",
              LOG + "SegmentWriter.java",
              """
              void sync() throws IOException {
                  file.sync();\
              """,
              """
              void sync() throws IOException {
                  try {
                    file.sync();
                  } catch (IOException e) {
                    file.sync();
                  }\
              """),
          usual("M49", "directory not synced", LOG + "NewSegment.java", "disk.sync();", ""),
          usual(
              "M50",
              "record at the wrong place accepted",
              LOG + "EntryReader.java",
              " || record.index() != index) {",
              ") {"),
          usual(
              "E1",
              "log never synced",
              LOG + "SegmentWriter.java",
              """
              void sync() throws IOException {
                  file.sync();\
              """,
              "  void sync() throws IOException {"),
          usual(
              "E2",
              "torn last write is fatal",
              LOG + "SegmentScan.java",
              "return frame.torn(file, sectors)",
              "return frame.offset() < 0"),
          usual(
              "E4",
              "line feed in a payload ends it",
              LOG + "LogRecord.java",
              "file.get(offset + HEAD_BYTES, payload);",
              """
              file.get(offset + HEAD_BYTES, payload);
                  for (int i = 0; i < payloadBytes; i++) {
                    if (payload[i] == 10) {
                      return Bytes.wrap(java.util.Arrays.copyOf(payload, i));
                    }
                  }\
              """));
}
