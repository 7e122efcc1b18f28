package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Message;
import dev.balsa.core.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What nodes send each other: the messages of Raft, and client requests passed on to the leader.
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
   */
  record ForwardedRead(long id) implements PeerMessage {}

  /**
   * The answer to {@link ForwardedRead}.
   *
   * @param refusal why there is no index, or null
   * @param readIndex the index, 0 if refused
   * @param leader as in {@link ForwardedProposalResponse}
   */
  record ForwardedReadResponse(long id, @Nullable Refusal refusal, long readIndex, long leader)
      implements PeerMessage {}
}
