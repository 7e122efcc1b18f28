package dev.balsa.node;

import dev.balsa.core.RoleName;
import java.util.List;

/**
 * What a node knows of itself at one moment.
 *
 * @param member this member's id
 * @param phase whether it runs
 * @param role its role
 * @param term its currentTerm
 * @param leader the leader it knows, or {@link dev.balsa.core.HardState#NOBODY}
 * @param lastIndex index of the last entry of its log
 * @param durableIndex up to here its log is on disk
 * @param commitIndex up to here it knows entries to be committed and holds them durably
 * @param appliedIndex up to here its state machine has applied
 * @param lastContactMillis milliseconds since it last heard from the leader, 0 on the leader, -1 if
 *     never
 * @param messagesDropped messages of other members it could not take because too much was waiting
 * @param members who the members are
 * @param snapshotIndex the newest snapshot stands for all up to here, 0 if there is none
 * @param diskFull whether its disk has no room for more entries
 * @param witness whether it is a {@link Witness}, which keeps no state and answers no clients
 * @param followers on the leader what it knows of the others, ascending by member; else empty
 */
public record NodeStatus(
    long member,
    Phase phase,
    RoleName role,
    long term,
    long leader,
    long lastIndex,
    long durableIndex,
    long commitIndex,
    long appliedIndex,
    long lastContactMillis,
    long messagesDropped,
    Members members,
    long snapshotIndex,
    boolean diskFull,
    boolean witness,
    List<FollowerStatus> followers) {
  /** Copies the list. */
  public NodeStatus {
    followers = List.copyOf(followers);
  }

  /** Whether a node runs. */
  public enum Phase {
    /** It takes part. */
    RUNNING,
    /** It was stopped on purpose. */
    STOPPED,
    /** It could not go on; {@link NodeObserver#failed} and {@link RaftNode#terminated} tell why. */
    FAILED,
    /** The cluster has removed it; it stopped. */
    REMOVED
  }
}
