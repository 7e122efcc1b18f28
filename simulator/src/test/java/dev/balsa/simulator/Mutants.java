package dev.balsa.simulator;

import java.util.List;
import java.util.stream.Stream;

/** The mistakes that the simulator must find: those of known bugs, planted into today's sources. */
final class Mutants {
  private static final String CORE = "core/src/main/java/dev/balsa/core/";
  private static final String LOG = "log/src/main/java/dev/balsa/log/";
  private static final String NODE = "node/src/main/java/dev/balsa/node/";

  private Mutants() {}

  private static Mutant usual(String id, String what, String file, String search, String replace) {
    return new Mutant(id, what, file, search, replace, Mutant.SEEDS_USUAL);
  }

  private static Mutant hard(String id, String what, String file, String search, String replace) {
    return new Mutant(id, what, file, search, replace, Mutant.SEEDS_HARD);
  }

  /** Elections. */
  static final List<Mutant> ELECTION =
      List.of(
          usual(
              "M01",
              "vote not persisted",
              CORE + "State.java",
              "votedFor = candidate;\n    hardStateChanged = true;",
              "votedFor = candidate;"),
          usual(
              "M02",
              "vote answered before sync",
              CORE + "Voting.java",
              "state.outbox().attest(answer);",
              "state.outbox().send(answer);"),
          usual(
              "M03",
              "own term and vote not persisted before asking",
              CORE + "Candidate.java",
              ".attest(new Message.RequestVote(",
              ".send(new Message.RequestVote("),
          usual(
              "M04",
              "vote cleared when stepping down in the same term",
              CORE + "State.java",
              "void forgetLeader() {",
              "void forgetLeader() {\n    votedFor = HardState.NOBODY;"),
          usual(
              "M05",
              "whose log is newer decided by index only",
              CORE + "State.java",
              "return lastLogTerm > ownTerm"
                  + " || (lastLogTerm == ownTerm && lastLogIndex >= log.lastIndex());",
              "return lastLogIndex >= log.lastIndex();"),
          usual(
              "M06",
              "whose log is newer decided by term only",
              CORE + "State.java",
              "(lastLogTerm == ownTerm && lastLogIndex >= log.lastIndex());",
              "lastLogTerm == ownTerm;"),
          usual(
              "M07",
              "vote refused to an equal log",
              CORE + "State.java",
              "lastLogIndex >= log.lastIndex());",
              "lastLogIndex > log.lastIndex());"),
          usual(
              "M08",
              "half of the voters taken for a majority",
              CORE + "Configuration.java",
              "voters.size() / 2 + 1;",
              "Math.max(1, voters.size() / 2);"),
          usual(
              "M09",
              "votes of an older term counted",
              CORE + "Raft.java",
              "!(message instanceof Message.PreVoteResponse)) {",
              "!(message instanceof Message.PreVoteResponse)"
                  + " && !(message instanceof Message.RequestVoteResponse)) {"),
          usual(
              "M10",
              "one voter counted twice",
              CORE + "Candidate.java",
              "granted |= bit;",
              "granted = (granted << 1) | 1;"),
          usual(
              "M12",
              "pre-vote raises the term",
              CORE + "Raft.java",
              "Voting.answer(state, request);\n      return;",
              "state.enterTerm(Math.max(state.term(), request.term()) + 1);\n"
                  + "      Voting.answer(state, request);\n      return;"),
          usual(
              "M13",
              "election timeout not random",
              CORE + "Timeouts.java",
              "return electionNanos + (random() >>> 1) % electionNanos;",
              "return electionNanos + ((random() >>> 1) & 1);"),
          usual(
              "R1",
              "higher term does not clear the vote",
              CORE + "State.java",
              "term = higherTerm;\n    votedFor = HardState.NOBODY;",
              "term = higherTerm;"),
          usual(
              "R2",
              "following a leader clears the vote",
              CORE + "State.java",
              "leader = newLeader;",
              "leader = newLeader;\n    votedFor = HardState.NOBODY;"),
          usual(
              "R3",
              "deposed leader goes on in the new term",
              CORE + "Raft.java",
              "become(new Follower(state, role.electionDeadlineNanos()));",
              "if (role.name() != RoleName.LEADER) {\n"
                  + "      become(new Follower(state, role.electionDeadlineNanos()));\n    }"),
          usual(
              "R9",
              "majority of the peers without itself",
              CORE + "Configuration.java",
              "return voters.size() / 2 + 1;",
              "return (voters.size() - 1) / 2 + 1;"));

  /** Replication. */
  static final List<Mutant> REPLICATION =
      List.of(
          hard(
              "M14",
              "entries of older terms committed by counting",
              CORE + "Leader.java",
              "if (log.termOf(index) != state.term()) {",
              "if (log.termOf(index) < 0) {"),
          usual(
              "M15",
              "follower acknowledges before sync",
              CORE + "Follower.java",
              "state.outbox().attest(success(verifiedIndex));",
              "state.outbox().send(success(verifiedIndex));"),
          usual(
              "M16",
              "leader counts its unsynced copy",
              CORE + "Leader.java",
              "majority[followers.length] = log.durableIndex();",
              "majority[followers.length] = log.lastIndex();"),
          usual(
              "M17",
              "log cut without a conflict",
              CORE + "Follower.java",
              "while (known < entries.size()\n",
              "while (known < 0\n"),
          usual(
              "M18",
              "conflict not cut",
              CORE + "Follower.java",
              "if (from <= log.lastIndex()) {",
              "if (from <= log.lastIndex()) {\n      return false;\n    }\n"
                  + "    if (from <= log.lastIndex()) {"),
          usual(
              "M19",
              "term of the entry before not checked",
              CORE + "Follower.java",
              "if (!log.holds(request.prevLogIndex(), request.prevLogTerm())) {",
              "if (request.prevLogIndex() > log.lastIndex()) {"),
          usual(
              "M20",
              "follower commits what it has not verified",
              CORE + "Follower.java",
              "Math.min(request.leaderCommit(), verifiedIndex)",
              "Math.min(request.leaderCommit(), log.lastIndex())"),
          usual(
              "M21",
              "late answer lowers what matches",
              CORE + "Progress.java",
              "matchIndex = Math.max(matchIndex, match);",
              "matchIndex = match;"),
          hard(
              "M22",
              "answer to an earlier leader raises what matches",
              CORE + "Raft.java",
              "!(message instanceof Message.PreVoteResponse)) {",
              "!(message instanceof Message.PreVoteResponse)"
                  + " && !(message instanceof Message.AppendEntriesResponse)) {"),
          usual(
              "M23",
              "conflict hint off by one",
              CORE + "Progress.java",
              "probe(log.lastIndexUpTo(below, hintTerm) + 1);",
              "probe(log.lastIndexUpTo(below, hintTerm) + 2);"),
          usual(
              "M26",
              "applies beyond the commit index",
              NODE + "Applier.java",
              "if (entry.index() > commitIndex || !lifecycle.isRunning()) {",
              "if (!lifecycle.isRunning()) {"),
          usual(
              "R7",
              "follower acknowledges its last index, not the verified one",
              CORE + "Follower.java",
              "state.outbox().attest(success(verifiedIndex));",
              "state.outbox().attest(success(state.log().lastIndex()));"),
          usual(
              "R12",
              "proposal answered when it is appended",
              NODE + "PendingProposals.java",
              "} else if (makeRoom(index)) {",
              "} else if (index > 0) {\n      proposal.succeed(Bytes.EMPTY);\n"
                  + "    } else if (makeRoom(index)) {"),
          usual(
              "R14",
              "success does not raise the next index",
              CORE + "Progress.java",
              "nextIndex = Math.max(nextIndex, matchIndex + 1);",
              ""),
          usual(
              "ABA",
              "cut tail counts as durable when its write ends",
              CORE + "RaftLog.java",
              "endsInFlight.replace(i, lastIndex);",
              ""));

  /** Reads. */
  static final List<Mutant> READS =
      List.of(
          usual(
              "M41",
              "read index before the first commit of the term",
              CORE + "Leader.java",
              "return state.commitIndex() >= firstOwnIndex;",
              "return true;"),
          usual(
              "M42",
              "read without a round",
              CORE + "Leader.java",
              "reads.confirmed(majorityRound(), state.outbox());",
              "reads.confirmed(round, state.outbox());"),
          usual(
              "M43",
              "old answers confirm a new read",
              CORE + "ReadQueue.java",
              "rounds.add(round);",
              "rounds.add(round - 1);"),
          usual(
              "R20",
              "read answered before it has applied far enough",
              NODE + "Applier.java",
              "if (ready.readIndex() <= appliedIndex.get()) {",
              "if (ready.readIndex() >= 0) {"));

  /** The disk. */
  static final List<Mutant> DISK =
      List.of(
          usual(
              "M48",
              "failed sync tried again",
              LOG + "SegmentWriter.java",
              "  void sync() throws IOException {\n    file.sync();",
              "  void sync() throws IOException {\n    try {\n      file.sync();\n"
                  + "    } catch (IOException e) {\n      file.sync();\n    }"),
          usual("M49", "directory not synced", LOG + "NewSegment.java", "disk.sync();", ""),
          usual(
              "E1",
              "log never synced",
              LOG + "SegmentWriter.java",
              "  void sync() throws IOException {\n    file.sync();",
              "  void sync() throws IOException {"),
          usual(
              "E2",
              "torn last write is fatal",
              LOG + "SegmentScan.java",
              "return frame.torn(file, sectors)",
              "return frame.offset() < 0"),
          usual(
              "M46",
              "checksum not looked at",
              LOG + "LogRecord.java",
              "if (checksum.of(file, offset + Integer.BYTES,"
                  + " offset + HEAD_BYTES + payloadBytes) != value) {",
              "if (value == 0x7fffffff) {"));

  /** All of them. */
  static List<Mutant> all() {
    return Stream.of(ELECTION, REPLICATION, READS, DISK).flatMap(List::stream).toList();
  }
}
