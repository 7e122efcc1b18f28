package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.hard;
import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes with snapshots: taken, kept, sent, restored, and the log that is discarded for them. */
final class MutantsOfSnapshots {
  private static final String CORE = "core/src/main/java/dev/balsa/core/";
  private static final String LOG = "log/src/main/java/dev/balsa/log/";
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private MutantsOfSnapshots() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "M29",
              "accepts a snapshot older than commit",
              CORE + "Follower.java",
              """
              if (meta.index() <= state.commitIndex()) {
                    state.note(Marks.SNAPSHOT_LATE);
                    return;
                  }
                  if (state.log().holds(\
              """,
              """
              if (meta.index() <= state.log().start().index()) {
                    state.note(Marks.SNAPSHOT_LATE);
                    return;
                  }
                  if (meta.index() > state.commitIndex() && state.log().holds(\
              """),
          usual(
              "M31a",
              "log discarded before the snapshot is written",
              NODE + "Snapshotter.java",
              "scribe.write(begun);",
              """
              consensus.add(
                          new ConsensusMail.Done(
                              new Event.SnapshotTaken(
                                  next.meta(),
                                  log.discardableIndex(next.meta().index(), limits.keptBytes()))));
                      scribe.write(begun);\
              """),
          usual(
              "M31b",
              "log discarded before the snapshot is synced",
              LOG + "SnapshotDraft.java",
              """
              file.sync();
                  SnapshotScan scan = scan();\
              """,
              "    SnapshotScan scan = scan();"),
          usual(
              "M31c",
              "log discarded before the name of the snapshot is synced",
              LOG + "Snapshots.java",
              """
              disk.rename(draftName, SnapshotHeader.fileName(meta));
                    disk.sync();\
              """,
              "      disk.rename(draftName, SnapshotHeader.fileName(meta));"),
          hard(
              "M32",
              "chunks of two snapshots mixed",
              NODE + "SnapshotReceiving.java",
              "if (into == null || !offered.equals(present)) {",
              "if (into == null) {"),
          usual(
                  "M33",
                  "snapshot overwritten in place",
                  LOG + "Snapshots.java",
                  "      disk.rename(draftName, SnapshotHeader.fileName(meta));",
                  """
                  if (before != null) {
                          disk.delete(SnapshotHeader.fileName(before));
                          disk.sync();
                        }
                        disk.rename(draftName, SnapshotHeader.fileName(meta));\
                  """)
              .and("if (replace(meta)) {", "if (replace(meta) && before == null) {"),
          usual(
              "S2",
              "snapshot not restored at a start",
              NODE + "Applier.java",
              """
              restore(startsFrom);
                    startsFrom = null;\
              """,
              "      startsFrom = null;"),
          usual(
              "S3",
              "snapshot of the leader not restored",
              NODE + "Applier.java",
              "case ApplierMail.Restore restore -> restore(restore.meta());",
              "case ApplierMail.Restore restore -> commitIndex = Math.max(commitIndex, 0);"),
          usual(
              "S4",
              "snapshot begun again in every round",
              CORE + "Progress.java",
              "return !isInstalling() && installRound < round;",
              "return installRound < round;"),
          usual(
              "S5",
              "snapshot says that it stands for more than was applied",
              NODE + "Applier.java",
              "new SnapshotMeta(appliedIndex.get(), appliedTerm, configuration);",
              "new SnapshotMeta(commitIndex, appliedTerm, configuration);"),
          usual(
              "S8",
              "who lacks just the last discarded entry gets nothing",
              CORE + "Replication.java",
              "if (follower.nextIndex() <= log.start().index() && follower.mayInstall(round)) {",
              "if (follower.nextIndex() < log.start().index() && follower.mayInstall(round)) {"),
          usual(
              "S9",
              "term of the last discarded entry forgotten",
              CORE + "RaftLog.java",
              "return index == start.index() ? start.term() : terms.termOf(index);",
              "return index == start.index() ? 0 : terms.termOf(index);"),
          usual(
              "S10",
              "start of the log not made durable after a snapshot was installed",
              CORE + "RaftLog.java",
              """
              start = newStart;
                  startChanged = true;\
              """,
              "    start = newStart;"),
          usual(
              "S11",
              "fingerprint of a chunk tells its length only",
              LOG + "Fingerprint.java",
              "digest.update(content.duplicate());",
              "digest.update((byte) content.remaining());"),
          usual(
                  "S12",
                  "chunk taken from an older snapshot without a look at its fingerprint",
                  LOG + "OwnChunks.java",
                  "while (slots[slot] != 0 && !table.same(slots[slot] - 1, wanted, number)) {",
                  "while (slots[slot] == 0) {")
              .and(
                  "return wanted.has(number, fingerprint.of(content)) ? content : null;",
                  "return content;"));
}
