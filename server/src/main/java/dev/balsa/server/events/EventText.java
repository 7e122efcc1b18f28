package dev.balsa.server.events;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.Trace;
import dev.balsa.server.json.JsonWriter;
import java.util.Locale;

/**
 * Adds to a line what happened: its kind, the trace line, and the parts a program wants to read.
 */
final class EventText {
  /** A longer trace line is cut. */
  private static final int TEXT_LENGTH_MAX = 1000;

  private EventText() {}

  static JsonWriter add(JsonWriter line, Event event) {
    JsonWriter said = line.text("kind", kind(event)).text("text", cut(Trace.line(event)));
    return switch (event) {
      case Event.Received received -> parts(said, received.message());
      case Event.Propose propose ->
          said.number("id", propose.id()).number("commands", propose.commands().size());
      case Event.ChangeMembership change -> said.number("id", change.id());
      case Event.Read read -> said.number("id", read.id());
      case Event.TransferLeadership transfer ->
          said.number("id", transfer.id()).number("to", transfer.to());
      case Event.Persisted persisted -> said.number("sequence", persisted.sequence());
      case Event.DiskFull full -> said.number("spareBytes", full.spareBytes());
      case Event.DiskHasRoom room -> said;
      case Event.LogRead read ->
          said.number("to", read.to()).number("entries", read.entries().size());
      case Event.SnapshotTaken taken -> said.number("index", taken.meta().index());
      case Event.SnapshotReceived received -> said.number("index", received.meta().index());
      case Event.SnapshotSent sent ->
          said.number("to", sent.to())
              .number("index", sent.index())
              .truth("arrived", sent.arrived());
    };
  }

  private static String kind(Event event) {
    return switch (event) {
      case Event.Received received -> "received";
      case Event.Propose propose -> "propose";
      case Event.ChangeMembership change -> "change";
      case Event.Read read -> "read";
      case Event.TransferLeadership transfer -> "transfer";
      case Event.Persisted persisted -> "persisted";
      case Event.DiskFull full -> "disk-full";
      case Event.DiskHasRoom room -> "disk-has-room";
      case Event.LogRead read -> "log-read";
      case Event.SnapshotTaken taken -> "snapshot-taken";
      case Event.SnapshotReceived received -> "snapshot-received";
      case Event.SnapshotSent sent -> "snapshot-sent";
    };
  }

  static JsonWriter add(JsonWriter line, Effect effect) {
    JsonWriter said = line.text("kind", kind(effect)).text("text", cut(Trace.line(effect)));
    return switch (effect) {
      case Effect.Persist persist ->
          said.number("sequence", persist.sequence()).number("entries", persist.entries().size());
      case Effect.ReadLog read -> said.number("to", read.to()).number("index", read.fromIndex());
      case Effect.Send send -> parts(said, send.message());
      case Effect.SendSnapshot send ->
          said.number("to", send.to()).number("index", send.meta().index());
      case Effect.RestoreSnapshot restore -> said.number("index", restore.meta().index());
      case Effect.Commit commit -> said.number("index", commit.index());
      case Effect.ReadReady ready ->
          said.number("id", ready.id()).number("index", ready.readIndex());
      case Effect.Proposed proposed ->
          said.number("id", proposed.id())
              .number("index", proposed.firstIndex())
              .number("commands", proposed.count())
              .number("term", proposed.term());
      case Effect.Refused refused ->
          said.number("id", refused.id())
              .text("reason", word(refused.reason()))
              .number("leader", refused.leader());
      case Effect.Transferred transferred ->
          said.text("outcome", transferred.outcome().name().toLowerCase(Locale.ROOT))
              .number("leader", transferred.leader());
      case Effect.RoleChanged changed ->
          said.text("role", word(changed.role())).number("term", changed.term());
      case Effect.LeaderChanged changed ->
          said.number("leader", changed.leader()).number("term", changed.term());
      case Effect.ConfigurationChanged changed ->
          said.number("index", changed.index()).truth("committed", changed.committed());
      case Effect.Removed removed -> said.number("index", removed.index());
      case Effect.Noted noted -> said.text("what", noted.what());
    };
  }

  private static String kind(Effect effect) {
    return switch (effect) {
      case Effect.Persist persist -> "persist";
      case Effect.ReadLog read -> "read-log";
      case Effect.Send send -> "send";
      case Effect.SendSnapshot send -> "send-snapshot";
      case Effect.RestoreSnapshot restore -> "restore-snapshot";
      case Effect.Commit commit -> "commit";
      case Effect.ReadReady ready -> "read-ready";
      case Effect.Proposed proposed -> "proposed";
      case Effect.Refused refused -> "refused";
      case Effect.Transferred transferred -> "transferred";
      case Effect.RoleChanged changed -> "role";
      case Effect.LeaderChanged changed -> "leader";
      case Effect.ConfigurationChanged changed -> "configuration";
      case Effect.Removed removed -> "removed";
      case Effect.Noted noted -> "noted";
    };
  }

  /** A message that leaves because the write it claims is on disk. */
  static JsonWriter sent(JsonWriter line, Message message) {
    return parts(
        line.text("kind", "send").text("text", cut("send " + Trace.line(message))), message);
  }

  private static JsonWriter parts(JsonWriter line, Message message) {
    line.text("message", message.getClass().getSimpleName())
        .number("from", message.from())
        .number("to", message.to())
        .number("term", message.term());
    return switch (message) {
      case Message.AppendEntries append ->
          line.number("prev", append.prevLogIndex())
              .number("entries", append.entries().size())
              .number("commit", append.leaderCommit())
              .number("round", append.round());
      case Message.AppendEntriesResponse response ->
          line.truth("success", response.success())
              .number("match", response.matchIndex())
              .number("round", response.round());
      case Message.RequestVoteResponse response -> line.truth("granted", response.granted());
      case Message.PreVoteResponse response -> line.truth("granted", response.granted());
      default -> line;
    };
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String cut(String text) {
    return text.length() <= TEXT_LENGTH_MAX ? text : text.substring(0, TEXT_LENGTH_MAX) + "…";
  }
}
