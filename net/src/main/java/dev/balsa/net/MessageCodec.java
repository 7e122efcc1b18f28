package dev.balsa.net;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Message;
import dev.balsa.core.Message.AppendEntries;
import dev.balsa.core.Message.AppendEntriesResponse;
import dev.balsa.core.Message.PreVote;
import dev.balsa.core.Message.PreVoteResponse;
import dev.balsa.core.Message.RequestVote;
import dev.balsa.core.Message.RequestVoteResponse;
import dev.balsa.core.Message.TimeoutNow;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.PeerMessage.Consensus;
import dev.balsa.node.PeerMessage.ForwardedProposal;
import dev.balsa.node.PeerMessage.ForwardedProposalResponse;
import dev.balsa.node.PeerMessage.ForwardedRead;
import dev.balsa.node.PeerMessage.ForwardedReadResponse;
import dev.balsa.node.PeerMessage.Quiesce;
import dev.balsa.node.PeerMessage.SnapshotChunk;
import dev.balsa.node.PeerMessage.SnapshotChunkResponse;
import dev.balsa.node.PeerMessage.SnapshotWanted;
import dev.balsa.node.PeerMessage.StateDiffers;
import dev.balsa.node.PeerMessage.StateHashes;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Messages as bytes: a byte that says which kind, then the record's components in their order,
 * numbers big-endian.
 *
 * <p>The index of an entry is not sent: a message makes sure that entries are contiguous from
 * {@code prevLogIndex + 1}.
 */
final class MessageCodec {
  /*
   * A payload is copied once on each side. Outbound from its array into the frame's direct buffer:
   * the kernel cannot read an array of the heap, so any way to "gather without a copy" would copy
   * inside the JDK or Netty instead. Inbound from the socket's buffer into one array for the frame,
   * of which every payload is a part.
   */

  private static final int PRE_VOTE = 1;
  private static final int PRE_VOTE_RESPONSE = 2;
  private static final int REQUEST_VOTE = 3;
  private static final int REQUEST_VOTE_RESPONSE = 4;
  private static final int APPEND_ENTRIES = 5;
  private static final int APPEND_ENTRIES_RESPONSE = 6;
  private static final int TIMEOUT_NOW = 7;
  private static final int FORWARDED_PROPOSAL = 32;
  private static final int FORWARDED_PROPOSAL_RESPONSE = 33;
  private static final int FORWARDED_READ = 34;
  private static final int FORWARDED_READ_RESPONSE = 35;
  private static final int SNAPSHOT_CHUNK = 36;
  private static final int SNAPSHOT_CHUNK_RESPONSE = 37;
  private static final int STATE_HASHES = 38;
  private static final int STATE_DIFFERS = 39;
  private static final int QUIESCE = 40;
  private static final int SNAPSHOT_WANTED = 41;

  /** The flags of an AppendEntriesResponse. */
  private static final int SUCCESS = 1;

  private static final int DISK_FULL = 2;

  /** Kind, from, to, term. */
  private static final int CONSENSUS_BYTES = 1 + 3 * 8;

  /** Term, kind, length. */
  private static final int ENTRY_BYTES_MIN = 8 + 1 + 4;

  private MessageCodec() {}

  /** How many bytes {@link #encode} will write. */
  static long measure(PeerMessage message) {
    return switch (message) {
      case Consensus consensus -> CONSENSUS_BYTES + measure(consensus.message());
      case ForwardedProposal proposal -> {
        long sum = 1 + 8 + 4;
        for (Bytes command : proposal.commands()) {
          sum += 4 + command.length();
        }
        yield sum;
      }
      case ForwardedProposalResponse response -> 1 + 8 + 1 + 3 * 8;
      case ForwardedRead read -> 1 + 8 + 1;
      case ForwardedReadResponse response -> 1 + 8 + 1 + 2 * 8;
      case SnapshotChunk m -> 1 + SnapshotCodec.measure(m);
      case SnapshotChunkResponse m -> 1 + SnapshotCodec.measure(m);
      case StateHashes m -> 1 + StateHashCodec.measure(m);
      case StateDiffers m -> 1 + StateHashCodec.measure(m);
      case Quiesce m -> 1 + 2 * 8;
      case SnapshotWanted m -> 1 + 8;
    };
  }

  private static long measure(Message message) {
    return switch (message) {
      case PreVote m -> 2 * 8;
      case PreVoteResponse m -> 8 + 1 + 8;
      case RequestVote m -> 2 * 8 + 1;
      case TimeoutNow m -> 0;
      case RequestVoteResponse m -> 1;
      case AppendEntries m -> {
        long sum = 4 * 8 + 4;
        for (Entry entry : m.entries()) {
          sum += ENTRY_BYTES_MIN + entry.payload().length();
        }
        yield sum;
      }
      case AppendEntriesResponse m -> 5 * 8 + 1 + 2 * 4;
    };
  }

  /** Appends a message that {@link #measure} has seen. */
  static void encode(PeerMessage message, ByteBuf out) {
    switch (message) {
      case Consensus consensus -> encode(consensus.message(), out);
      case ForwardedProposal m -> {
        out.writeByte(FORWARDED_PROPOSAL);
        out.writeLong(m.id());
        out.writeInt(m.commands().size());
        for (Bytes command : m.commands()) {
          encode(command, out);
        }
      }
      case ForwardedProposalResponse m -> {
        out.writeByte(FORWARDED_PROPOSAL_RESPONSE);
        out.writeLong(m.id());
        out.writeByte(RefusalCodec.number(m.refusal()));
        out.writeLong(m.firstIndex());
        out.writeLong(m.term());
        out.writeLong(m.leader());
      }
      case ForwardedRead m -> {
        out.writeByte(FORWARDED_READ);
        out.writeLong(m.id());
        out.writeBoolean(m.byLease());
      }
      case ForwardedReadResponse m -> {
        out.writeByte(FORWARDED_READ_RESPONSE);
        out.writeLong(m.id());
        out.writeByte(RefusalCodec.number(m.refusal()));
        out.writeLong(m.readIndex());
        out.writeLong(m.leader());
      }
      case SnapshotChunk m -> {
        out.writeByte(SNAPSHOT_CHUNK);
        SnapshotCodec.encode(m, out);
      }
      case SnapshotChunkResponse m -> {
        out.writeByte(SNAPSHOT_CHUNK_RESPONSE);
        SnapshotCodec.encode(m, out);
      }
      case StateHashes m -> {
        out.writeByte(STATE_HASHES);
        StateHashCodec.encode(m, out);
      }
      case StateDiffers m -> {
        out.writeByte(STATE_DIFFERS);
        StateHashCodec.encode(m, out);
      }
      case Quiesce m -> {
        out.writeByte(QUIESCE);
        out.writeLong(m.term());
        out.writeLong(m.index());
      }
      case SnapshotWanted m -> {
        out.writeByte(SNAPSHOT_WANTED);
        out.writeLong(m.afterIndex());
      }
    }
  }

  private static void encode(Message message, ByteBuf out) {
    out.writeByte(kind(message));
    out.writeLong(message.from());
    out.writeLong(message.to());
    out.writeLong(message.term());
    switch (message) {
      case PreVote m -> {
        out.writeLong(m.lastLogIndex());
        out.writeLong(m.lastLogTerm());
      }
      case PreVoteResponse m -> {
        out.writeLong(m.requestTerm());
        out.writeBoolean(m.granted());
        out.writeLong(m.absentSince());
      }
      case RequestVote m -> {
        out.writeLong(m.lastLogIndex());
        out.writeLong(m.lastLogTerm());
        out.writeBoolean(m.byTransfer());
      }
      case TimeoutNow m -> {}
      case RequestVoteResponse m -> out.writeBoolean(m.granted());
      case AppendEntries m -> encode(m, out);
      case AppendEntriesResponse m -> {
        out.writeLong(m.round());
        out.writeByte((m.success() ? SUCCESS : 0) | (m.diskFull() ? DISK_FULL : 0));
        out.writeLong(m.prevLogIndex());
        out.writeLong(m.matchIndex());
        out.writeLong(m.hintTerm());
        out.writeLong(m.hintIndex());
        out.writeInt(m.promiseMillis());
        out.writeInt(m.priority());
      }
    }
  }

  private static void encode(AppendEntries m, ByteBuf out) {
    out.writeLong(m.prevLogIndex());
    out.writeLong(m.prevLogTerm());
    out.writeLong(m.leaderCommit());
    out.writeLong(m.round());
    List<Entry> entries = m.entries();
    int count = entries.size();
    out.writeInt(count);
    for (int i = 0; i < count; i++) {
      Entry entry = entries.get(i);
      out.writeLong(entry.term());
      out.writeByte(entry.kind().number());
      encode(entry.payload(), out);
    }
  }

  private static void encode(Bytes bytes, ByteBuf out) {
    out.writeInt(bytes.length());
    out.writeBytes(bytes.sharedArray(), bytes.sharedOffset(), bytes.length());
  }

  private static int kind(Message message) {
    return switch (message) {
      case PreVote m -> PRE_VOTE;
      case PreVoteResponse m -> PRE_VOTE_RESPONSE;
      case RequestVote m -> REQUEST_VOTE;
      case RequestVoteResponse m -> REQUEST_VOTE_RESPONSE;
      case AppendEntries m -> APPEND_ENTRIES;
      case AppendEntriesResponse m -> APPEND_ENTRIES_RESPONSE;
      case TimeoutNow m -> TIMEOUT_NOW;
    };
  }

  /**
   * The message that a body holds. Payloads are parts of {@code body}, which must not change any
   * more.
   *
   * @throws WireFormatException if the body is not exactly one message of this version
   */
  static PeerMessage decode(byte[] body) throws WireFormatException {
    BodyReader in = new BodyReader(body);
    PeerMessage message;
    try {
      message = message(in);
    } catch (IllegalArgumentException e) {
      // Messages check themselves what no sender can mean.
      throw new WireFormatException(Connection.text(e));
    }
    in.end(message.getClass().getSimpleName());
    return message;
  }

  private static PeerMessage message(BodyReader in) throws WireFormatException {
    int kind = in.unsignedByte("message kind");
    return switch (kind) {
      case FORWARDED_PROPOSAL -> new ForwardedProposal(in.anyLong("id"), commands(in));
      case FORWARDED_PROPOSAL_RESPONSE ->
          new ForwardedProposalResponse(
              in.anyLong("id"),
              RefusalCodec.read(in),
              in.count("firstIndex"),
              in.count("term"),
              in.count("leader"));
      case FORWARDED_READ -> new ForwardedRead(in.anyLong("id"), in.bool("byLease"));
      case FORWARDED_READ_RESPONSE ->
          new ForwardedReadResponse(
              in.anyLong("id"), RefusalCodec.read(in), in.count("readIndex"), in.count("leader"));
      case SNAPSHOT_CHUNK -> SnapshotCodec.chunk(in);
      case SNAPSHOT_CHUNK_RESPONSE -> SnapshotCodec.response(in);
      case STATE_HASHES -> StateHashCodec.hashes(in);
      case STATE_DIFFERS -> StateHashCodec.differs(in);
      case QUIESCE -> new Quiesce(in.count("term"), in.count("index"));
      case SNAPSHOT_WANTED -> new SnapshotWanted(in.count("afterIndex"));
      default -> new Consensus(consensus(kind, in));
    };
  }

  private static Message consensus(int kind, BodyReader in) throws WireFormatException {
    if (kind < PRE_VOTE || kind > TIMEOUT_NOW) {
      throw new WireFormatException("message kind " + kind + " is unknown to this version");
    }
    long from = in.member("from");
    long to = in.member("to");
    long term = in.count("term");
    return switch (kind) {
      case PRE_VOTE ->
          new PreVote(from, to, term, in.count("lastLogIndex"), in.count("lastLogTerm"));
      case PRE_VOTE_RESPONSE ->
          new PreVoteResponse(
              from, to, term, in.count("requestTerm"), in.bool("granted"), in.count("absentSince"));
      case REQUEST_VOTE ->
          new RequestVote(
              from,
              to,
              term,
              in.count("lastLogIndex"),
              in.count("lastLogTerm"),
              in.bool("byTransfer"));
      case REQUEST_VOTE_RESPONSE -> new RequestVoteResponse(from, to, term, in.bool("granted"));
      case APPEND_ENTRIES -> appendEntries(from, to, term, in);
      case TIMEOUT_NOW -> new TimeoutNow(from, to, term);
      default -> appendEntriesResponse(from, to, term, in);
    };
  }

  private static AppendEntriesResponse appendEntriesResponse(
      long from, long to, long term, BodyReader in) throws WireFormatException {
    long round = in.count("round");
    int flags = in.unsignedByte("flags");
    if (flags > (SUCCESS | DISK_FULL)) {
      throw new WireFormatException("flags " + flags + " are unknown to this version");
    }
    return new AppendEntriesResponse(
        from,
        to,
        term,
        round,
        (flags & SUCCESS) != 0,
        in.count("prevLogIndex"),
        in.count("matchIndex"),
        in.count("hintTerm"),
        in.count("hintIndex"),
        (flags & DISK_FULL) != 0,
        in.size("promiseMillis"),
        in.size("priority"));
  }

  private static AppendEntries appendEntries(long from, long to, long term, BodyReader in)
      throws WireFormatException {
    long prevLogIndex = in.count("prevLogIndex");
    long prevLogTerm = in.count("prevLogTerm");
    long leaderCommit = in.count("leaderCommit");
    long round = in.count("round");
    int count = in.elements("entries", ENTRY_BYTES_MIN);
    if (prevLogIndex > Long.MAX_VALUE - count) {
      throw new WireFormatException(
          "prevLogIndex " + prevLogIndex + " leaves no index for " + count + " entries");
    }
    Entry[] entries = new Entry[count];
    for (int i = 0; i < count; i++) {
      entries[i] =
          new Entry(
              prevLogIndex + 1 + i,
              in.count("entry term"),
              EntryKind.of(in.unsignedByte("entry kind")),
              in.bytes("payload"));
    }
    return new AppendEntries(
        from, to, term, prevLogIndex, prevLogTerm, List.of(entries), leaderCommit, round);
  }

  private static List<Bytes> commands(BodyReader in) throws WireFormatException {
    Bytes[] commands = new Bytes[in.elements("commands", 4)];
    for (int i = 0; i < commands.length; i++) {
      commands[i] = in.bytes("command");
    }
    return List.of(commands);
  }
}
