package dev.balsa.core;

/**
 * What a server is at the moment (§5.1). Handlers record facts, {@link #rules} decides once in a
 * turn; changing the role is returning another object.
 */
sealed interface Role permits Follower, Candidate, Leader {
  RoleName name();

  /** Takes note of a message of the current term. */
  Role on(Message message);

  /** The box "Rules for Servers" of Figure 2, as far as it is about this role. */
  Role rules();

  /** When {@link #rules} has something to do at the latest; after them always in the future. */
  long deadlineNanos();

  /** When a follower that was in this role before has to campaign. */
  long electionDeadlineNanos();

  /** Takes in a proposal, or refuses it. */
  void propose(Event.Propose proposal);

  /** Takes in a change of the members, or refuses it. */
  void change(Event.ChangeMembership event);

  /** Takes in a read, or refuses it. */
  void read(Event.Read read);

  /** Begins to hand leadership over, or refuses to. */
  void transfer(Event.TransferLeadership request);

  /** Takes in entries read from disk for a follower. */
  void logRead(Event.LogRead read);

  /** Takes in a snapshot that another server sent, if it is news. */
  void snapshotReceived(SnapshotMeta meta);

  /** Takes in that a snapshot has arrived at a follower, or has not. */
  void snapshotSent(Event.SnapshotSent sent);

  /** What comes after this index must stay in the log, because a follower is about to need it. */
  long neededIndex();

  /** Called once, when another role takes over. */
  void leave();
}
