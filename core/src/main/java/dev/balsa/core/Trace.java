package dev.balsa.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of text for each event, effect and message: the one language of test transcripts, debug
 * logs and the lab.
 *
 * <p>Entries read {@code index/term} and what they carry; members of a message read {@code
 * from->to}.
 */
public final class Trace {
  private static final int ENTRIES_SHOWN_MAX = 4;

  private Trace() {}

  /** An event on one line. */
  public static String line(Event event) {
    return switch (event) {
      case Event.SnapshotTaken taken ->
          "snapshot-taken " + meta(taken.meta()) + " discard=" + taken.discardIndex();
      case Event.SnapshotReceived received -> "snapshot-received " + meta(received.meta());
      case Event.SnapshotSent sent ->
          "snapshot-sent to="
              + sent.to()
              + " at="
              + sent.index()
              + (sent.arrived() ? " arrived" : " lost");
      case Event.Received received -> "received " + line(received.message());
      case Event.Propose propose -> "propose #" + propose.id() + commands(propose.commands());
      case Event.ChangeMembership change ->
          "change #" + change.id() + " " + TraceMembers.line(change.change());
      case Event.Read read -> "read #" + read.id() + (read.byLease() ? " by-lease" : "");
      case Event.TransferLeadership transfer ->
          "transfer #" + transfer.id() + " to=" + member(transfer.to());
      case Event.Persisted persisted -> "persisted " + persisted.sequence();
      case Event.DiskFull full -> "disk-full spare=" + full.spareBytes();
      case Event.DiskHasRoom room -> "disk-has-room";
      case Event.LogRead read ->
          "log-read for=" + read.to() + " from=" + read.fromIndex() + entries(read.entries());
    };
  }

  /** An effect on one line. */
  public static String line(Effect effect) {
    return switch (effect) {
      case Effect.Persist persist ->
          "persist "
              + persist.sequence()
              + hardState(persist.hardState())
              + start(persist.start())
              + entries(persist.entries())
              + then(persist.thenSend());
      case Effect.ReadLog read ->
          "read-log for=" + read.to() + " from=" + read.fromIndex() + " bytes=" + read.bytesMax();
      case Effect.Send send -> "send " + line(send.message());
      case Effect.SendSnapshot send -> "send-snapshot to=" + send.to() + " " + meta(send.meta());
      case Effect.RestoreSnapshot restore -> "restore " + meta(restore.meta());
      case Effect.Commit commit -> "commit " + commit.index();
      case Effect.ReadReady ready -> "read-ready #" + ready.id() + " at=" + ready.readIndex();
      case Effect.Proposed proposed ->
          "proposed #"
              + proposed.id()
              + " at="
              + proposed.firstIndex()
              + "/"
              + proposed.term()
              + (proposed.count() == 1 ? "" : " count=" + proposed.count());
      case Effect.Refused refused ->
          "refused #" + refused.id() + " " + word(refused.reason()) + leader(refused.leader());
      case Effect.Transferred transferred ->
          "transferred #"
              + transferred.id()
              + ' '
              + word(transferred.outcome())
              + leader(transferred.leader());
      case Effect.RoleChanged changed -> "role " + word(changed.role()) + " term=" + changed.term();
      case Effect.LeaderChanged changed ->
          "leadership term=" + changed.term() + leader(changed.leader());
      case Effect.ConfigurationChanged changed ->
          "configuration at="
              + changed.index()
              + (changed.committed() ? " committed " : " ")
              + TraceMembers.line(changed.configuration());
      case Effect.Removed removed -> "removed at=" + removed.index();
      case Effect.Noted noted -> "noted " + noted.what();
    };
  }

  /** A message on one line. */
  public static String line(Message message) {
    return switch (message) {
      case Message.PreVote m -> "PreVote" + head(m) + last(m.lastLogIndex(), m.lastLogTerm());
      case Message.PreVoteResponse m ->
          "PreVoteResponse"
              + head(m)
              + " asked="
              + m.requestTerm()
              + granted(m.granted())
              + (m.absentSince() == 0 ? "" : " absent=" + m.absentSince());
      case Message.RequestVote m ->
          "RequestVote"
              + head(m)
              + last(m.lastLogIndex(), m.lastLogTerm())
              + (m.byTransfer() ? " by-transfer" : "");
      case Message.TimeoutNow m -> "TimeoutNow" + head(m);
      case Message.RequestVoteResponse m -> "RequestVoteResponse" + head(m) + granted(m.granted());
      case Message.AppendEntries m ->
          "AppendEntries"
              + head(m)
              + " prev="
              + m.prevLogIndex()
              + "/"
              + m.prevLogTerm()
              + entries(m.entries())
              + " commit="
              + m.leaderCommit()
              + " round="
              + m.round();
      case Message.AppendEntriesResponse m ->
          "AppendEntriesResponse"
              + head(m)
              + (m.success()
                  ? " ok match=" + m.matchIndex()
                  : " refused hint=" + m.hintIndex() + "/" + m.hintTerm())
              + " prev="
              + m.prevLogIndex()
              + " round="
              + m.round()
              + (m.diskFull() ? " disk-full" : "")
              + (m.promiseMillis() == 0 ? "" : " promise=" + m.promiseMillis())
              + (m.priority() == Settings.PRIORITY_MAX ? "" : " priority=" + m.priority());
    };
  }

  private static String head(Message message) {
    return " " + message.from() + "->" + message.to() + " term=" + message.term();
  }

  private static String last(long index, long term) {
    return " last=" + index + "/" + term;
  }

  private static String granted(boolean granted) {
    return granted ? " granted" : " refused";
  }

  private static String hardState(@Nullable HardState state) {
    return state == null ? "" : " term=" + state.term() + " vote=" + member(state.votedFor());
  }

  private static String start(@Nullable LogStart start) {
    return start == null ? "" : " start=" + start.index() + "/" + start.term();
  }

  private static String meta(SnapshotMeta meta) {
    return meta.index() + "/" + meta.term() + " " + TraceMembers.line(meta.configuration());
  }

  private static String leader(long leader) {
    return " leader=" + member(leader);
  }

  private static String member(long member) {
    return member == HardState.NOBODY ? "none" : Long.toString(member);
  }

  private static String entries(List<Entry> entries) {
    if (entries.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(" [");
    int shown = entries.size() > ENTRIES_SHOWN_MAX ? 1 : entries.size();
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ");
      entry(text, entries.get(i));
    }
    if (shown < entries.size()) {
      text.append(" … ");
      entry(text, entries.get(entries.size() - 1));
    }
    return text.append(']').toString();
  }

  private static void entry(StringBuilder text, Entry entry) {
    text.append(entry.index()).append('/').append(entry.term());
    switch (entry.kind()) {
      case NO_OP -> text.append(" no-op");
      case COMMAND -> text.append(' ').append(entry.payload());
      case CONFIGURATION -> text.append(' ').append(TraceMembers.line(entry.configuration()));
    }
  }

  private static String commands(List<Bytes> commands) {
    StringBuilder text = new StringBuilder();
    int shown = Math.min(commands.size(), ENTRIES_SHOWN_MAX);
    for (int i = 0; i < shown; i++) {
      text.append(' ').append(commands.get(i));
    }
    return shown < commands.size()
        ? text.append(" … ").append(commands.size()).append(" commands").toString()
        : text.toString();
  }

  private static String then(List<Message> messages) {
    StringBuilder text = new StringBuilder();
    for (Message message : messages) {
      text.append(text.isEmpty() ? " then " : "; ").append(line(message));
    }
    return text.toString();
  }

  private static String word(RoleName role) {
    return switch (role) {
      case FOLLOWER -> "follower";
      case PRE_CANDIDATE -> "pre-candidate";
      case CANDIDATE -> "candidate";
      case LEADER -> "leader";
    };
  }

  private static String word(Refusal reason) {
    return switch (reason) {
      case NOT_LEADER -> "not-leader";
      case LEADERSHIP_LOST -> "leadership-lost";
      case TOO_LARGE -> "too-large";
      case OVERLOADED -> "overloaded";
      case NO_SPACE -> "no-space";
      case NOT_READY -> "not-ready";
      case CHANGE_IN_PROGRESS -> "change-in-progress";
      case NO_CHANGE -> "no-change";
      case WOULD_LOSE_QUORUM -> "would-lose-quorum";
      case HANDING_OVER -> "handing-over";
      case NO_SUCH_TARGET -> "no-such-target";
      case TARGET_SILENT -> "target-silent";
      case LEASES_OFF -> "leases-off";
    };
  }

  private static String word(TransferOutcome outcome) {
    return switch (outcome) {
      case DONE -> "done";
      case ANOTHER_LEADS -> "another-leads";
      case TIMED_OUT -> "timed-out";
    };
  }
}
