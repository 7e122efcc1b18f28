package dev.balsa.node;

/** What a node counts from its start on. */
public enum Counter {
  /** Times it became a candidate. */
  ELECTIONS,
  /** Times it learned of another leader, or that there is none. */
  LEADER_CHANGES,
  /** Entries of commands it appended as a leader. */
  PROPOSALS,
  /** Proposals, reads and changes its core refused. */
  REFUSALS,
  /** Linearizable reads that were confirmed here. */
  READS,
  /** Writes that were synced to its log; one may hold many entries. */
  LOG_WRITES,
  /** Entries that were synced to its log. */
  LOG_ENTRIES,
  /** Bytes of their payloads. */
  LOG_BYTES,
  /** Entries its state machine applied. */
  APPLIED,
  /** Snapshots it took of its state. */
  SNAPSHOTS_TAKEN,
  /** Snapshots that took the place of its state. */
  SNAPSHOTS_RESTORED,
  /** Bytes of snapshots that other members sent it. */
  SNAPSHOT_BYTES_RECEIVED,
  /** Bytes of those snapshots that nobody had to send, because its own snapshot had them. */
  SNAPSHOT_BYTES_REUSED,
  /** Times its disk became full. */
  DISK_FULL
}
