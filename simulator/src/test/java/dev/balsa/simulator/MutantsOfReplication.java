package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.hard;
import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in the replication of the log. */
final class MutantsOfReplication {
  private static final String CORE = "core/src/main/java/dev/balsa/core/";

  private MutantsOfReplication() {}

  static final List<Mutant> ALL =
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
              CORE + "Followers.java",
              "return reached(Progress::matchIndex, state.log().durableIndex());",
              "return reached(Progress::matchIndex, state.log().lastIndex());"),
          usual(
              "M17",
              "log cut without a conflict",
              CORE + "Follower.java",
              """
              while (known < entries.size()
              """,
              """
              while (known < 0
              """),
          usual(
              "M18",
              "conflict not cut",
              CORE + "Follower.java",
              "if (from <= log.lastIndex()) {",
              """
              if (from <= log.lastIndex()) {
                    return entries.size();
                  }
                  if (from <= log.lastIndex()) {\
              """),
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
          usual(
              "M22a",
              "late answer raises what matches to all that was sent since",
              CORE + "Progress.java",
              "matchIndex = Math.max(matchIndex, match);",
              "matchIndex = Math.max(matchIndex, nextIndex - 1);"),
          hard(
              "M22b",
              "answers of earlier terms counted",
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
              "M24",
              "entry before that is discarded taken for a conflict",
              CORE + "RaftLog.java",
              "(index < start.index() || termOf(index) == term)",
              "index >= start.index() && termOf(index) == term"),
          usual(
              "R7",
              "follower acknowledges its last index, not the verified one",
              CORE + "Follower.java",
              "long durable = Math.min(verifiedIndex, state.log().durableIndex());",
              "long durable = state.log().durableIndex();"),
          usual(
              "R8",
              "follower whose log differs ends the round for those after it",
              CORE + "Leader.java",
              "replication.replicate(followers.at(i), round);",
              """
              if (!followers.at(i).isStreaming()) {
                      break;
                    }
                    replication.replicate(followers.at(i), round);\
              """),
          usual(
              "R14a",
              "late refusal lowers the next index below what matches",
              CORE + "Progress.java",
              "nextIndex = Math.max(matchIndex + 1, index);",
              "nextIndex = index;"),
          usual(
              "R14b",
              "success does not raise the next index",
              CORE + "Progress.java",
              "nextIndex = Math.max(nextIndex, matchIndex + 1);",
              ""),
          usual(
              "R15",
              "next index goes back by one for each refusal",
              CORE + "Progress.java",
              "probe(log.lastIndexUpTo(below, hintTerm) + 1);",
              "probe(prevLogIndex);"),
          usual(
              "R16",
              "leader does not begin with an empty entry",
              CORE + "Leader.java",
              "log.append(new Entry(firstOwnIndex, state.term(), EntryKind.NO_OP, Bytes.EMPTY));",
              ""),
          usual(
              "R17",
              "follower commits one message late",
              CORE + "Follower.java",
              """
                  verifiedIndex = Math.max(verifiedIndex, request.prevLogIndex() + taken);
                  boolean isNew = taken > known;
                  state.commitTo(Math.min(request.leaderCommit(), verifiedIndex));
              """,
              """
                  state.commitTo(Math.min(request.leaderCommit(), verifiedIndex));
                  verifiedIndex = Math.max(verifiedIndex, request.prevLogIndex() + taken);
                  boolean isNew = taken > known;
              """),
          hard(
              "ABA",
              "cut tail counts as durable when its write ends",
              CORE + "RaftLog.java",
              "endsInFlight.replace(i, lastIndex);",
              ""));
}
