package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Message;
import dev.balsa.core.Refusal;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.ByteRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What nodes send each other: the messages of Raft, client requests passed on to the leader, and
 * snapshots in pieces (InstallSnapshot, §7).
 */
public sealed interface PeerMessage {
  /** A message between the consensus cores. */
  record Consensus(Message message) implements PeerMessage {}

  /**
   * Asks the leader to append commands for a client of the sender.
   *
   * @param id chosen by the sender, unique over its restarts with high probability; comes back in
   *     the answer
   */
  record ForwardedProposal(long id, List<Bytes> commands) implements PeerMessage {
    public ForwardedProposal {
      commands = List.copyOf(commands);
    }
  }

  /**
   * The answer to {@link ForwardedProposal}.
   *
   * @param refusal why nothing happened, or null if the commands were appended
   * @param firstIndex index of the first command, 0 if refused
   * @param term term of the entries, 0 if refused
   * @param leader with a refusal, who to ask instead, or {@link dev.balsa.core.HardState#NOBODY}
   */
  record ForwardedProposalResponse(
      long id, @Nullable Refusal refusal, long firstIndex, long term, long leader)
      implements PeerMessage {}

  /**
   * Asks the leader for an index to which the sender must have applied before it answers a
   * linearizable read.
   *
   * @param byLease as in {@link dev.balsa.core.Event.Read}
   */
  record ForwardedRead(long id, boolean byLease) implements PeerMessage {
    /** Asks for an index that a majority confirms. */
    public ForwardedRead(long id) {
      this(id, false);
    }
  }

  /**
   * The answer to {@link ForwardedRead}.
   *
   * @param refusal why there is no index, or null
   * @param readIndex the index, 0 if refused
   * @param leader as in {@link ForwardedProposalResponse}
   */
  record ForwardedReadResponse(long id, @Nullable Refusal refusal, long readIndex, long leader)
      implements PeerMessage {}

  /**
   * A piece of a snapshot for a follower that needs entries which the sender's log no longer holds
   * (§7). Pieces may be lost and doubled. First come those which tell what the whole consists of,
   * then, of the rest, those which the follower wants.
   *
   * @param sizeBytes length of the whole
   * @param position where in the whole, in the order in which it travels, this piece begins
   * @param bytes at least one
   */
  record SnapshotChunk(SnapshotMeta meta, long sizeBytes, long position, Bytes bytes)
      implements PeerMessage {
    /**
     * Checks that the piece lies in the whole.
     *
     * @throws IllegalArgumentException if it is empty or does not
     */
    public SnapshotChunk {
      if (bytes.length() < 1 || position < 0 || position > sizeBytes - bytes.length()) {
        throw new IllegalArgumentException(
            bytes.length()
                + " bytes at "
                + position
                + " are no piece of a snapshot of "
                + sizeBytes
                + " bytes");
      }
    }
  }

  /**
   * A {@link Witness} asks for the newest snapshot of the receiver, whoever leads; there is no
   * answer if that is of the named entry or an earlier one.
   *
   * @param afterIndex what the sender's own one stands for, 0 if it has none
   */
  record SnapshotWanted(long afterIndex) implements PeerMessage {}

  /** What the sender's state was, by ascending index; for the leader, which compares. */
  record StateHashes(List<StateHash> hashes) implements PeerMessage {
    public StateHashes {
      hashes = List.copyOf(hashes);
    }
  }

  /** The leader tells those whom it has compared that their states differ. */
  record StateDiffers(Divergence divergence) implements PeerMessage {}

  /**
   * The leader of an idle group sends no more heartbeats and needs none answered, until something
   * happens.
   *
   * @param term of the leader
   * @param index of its last entry, which is committed
   */
  record Quiesce(long term, long index) implements PeerMessage {}

  /**
   * The answer to {@link SnapshotChunk}.
   *
   * @param index lastIncludedIndex of the snapshot
   * @param presentBytes how much of it is there, be it sent or taken from an older snapshot there
   * @param wanted what is to be sent next, in order, at most {@value #WANTED_MAX} ranges of the
   *     order in which it travels; nothing while the receiver looks what it has
   * @param durable whether all of it is durable, or something newer is
   */
  record SnapshotChunkResponse(
      long index, long presentBytes, List<ByteRange> wanted, boolean durable)
      implements PeerMessage {
    /** So many ranges are named at most; the next answer names more. */
    public static final int WANTED_MAX = 64;

    /**
     * Checks that the ranges are in order.
     *
     * @throws IllegalArgumentException if they overlap, go back or are too many
     */
    public SnapshotChunkResponse {
      wanted = List.copyOf(wanted);
      if (wanted.size() > WANTED_MAX) {
        throw new IllegalArgumentException(
            wanted.size() + " ranges are wanted; the most is " + WANTED_MAX);
      }
      for (int i = 1; i < wanted.size(); i++) {
        if (wanted.get(i).from() < wanted.get(i - 1).to()) {
          throw new IllegalArgumentException(
              wanted.get(i) + " is wanted after " + wanted.get(i - 1));
        }
      }
    }
  }
}
