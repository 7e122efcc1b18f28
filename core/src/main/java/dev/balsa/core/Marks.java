package dev.balsa.core;

import java.util.List;

/**
 * The fixed wordings of {@link Effect.Noted}: rare paths through the protocol.
 *
 * <p>A test run that never met one of them has not tested that path.
 */
public final class Marks {
  static final String ACKNOWLEDGED_LATE = "acknowledgement sent when the disk caught up";
  static final String ANSWERED_BEFORE_DISK = "heartbeat answered while entries were being written";
  static final String APPEND_CONFLICT = "append refused, the entry before it has another term";
  static final String APPEND_FROM_OLD_TERM = "append of a past leader refused";
  static final String APPEND_GAP = "append refused, entries before it are missing";
  static final String APPEND_PARTLY_KNOWN = "append overlapped entries already there";
  static final String ANSWER_BEYOND_LOG = "answer beyond the leader's log ignored";
  static final String CAMPAIGN_LEFT_TO_OTHERS = "campaign left to others, the disk is full";
  static final String CAMPAIGN_PUT_OFF = "campaign put off, a write hangs";
  static final String CAMPAIGN_WITHOUT_VOTE = "campaign of a server that has no vote itself";
  static final String CANDIDATE_GAVE_WAY = "candidate gave way to the leader of its term";
  static final String CHANGE_CAUGHT_UP = "future voters have caught up, joint configuration begins";
  static final String CHANGE_REPLACED = "change replaced while its voters caught up";
  static final String CHANGE_TAKEN_OVER = "leader goes on with a change it found";
  static final String CHANGE_WAITS = "change waits, too few of its voters answer";
  static final String COLD_READ = "entries for a follower asked from disk";
  static final String COLD_READ_EMPTY = "entries for a follower are not on disk";
  static final String COLD_READ_LATE = "entries from disk no longer wanted";
  static final String COMMIT_OF_OLD_TERM_HELD =
      "majority holds only entries of past terms, commit waits";
  static final String CONFIGURATION_CUT = "configuration cut off, the one before is in force again";
  static final String DEPARTED_KNOWS = "removed member holds the commit of its removal";
  static final String DEPARTED_SILENT = "removed member did not answer in time";
  static final String ELECTION_WITHOUT_WINNER = "election ended without a majority";
  static final String ENTRIES_DO_NOT_FIT = "entries not taken in, the disk is full";
  static final String FOLLOWER_RESUMED = "follower found, entries stream again";
  static final String FOLLOWER_SILENT = "follower silent, entries stop streaming";
  static final String FOLLOWER_WINDOW_FULL = "follower's window is full";
  static final String LEADER_DEPOSED = "leader deposed by a higher term";
  static final String LEADER_DISK_FULL = "leader stepped down, its disk is full";
  static final String LEADER_DISK_HANGS = "leader stepped down, a write hangs";
  static final String LEADER_INHERITED_TAIL = "leader took over entries not known to be committed";
  static final String LEADER_LEFT = "leader stepped down, it has no vote any more";
  static final String LEADER_WITHOUT_MAJORITY = "leader stepped down, no majority answers";
  static final String LEASE_MISSING = "no lease, read waits for a round";

  /** A read was granted without asking a majority. */
  public static final String LEASE_READ = "read granted by a lease";

  static final String LOG_DISCARDED = "log discarded up to a snapshot";
  static final String PREFERRED = "leadership goes to a member of higher priority";

  /** A pre-vote got no answer, because a leader is alive. */
  public static final String PRE_VOTE_IGNORED = "pre-vote ignored, a leader is alive";

  /** A pre-vote got no answer, because a leader may hold a lease. */
  public static final String PRE_VOTE_IGNORED_BY_PROMISE =
      "pre-vote ignored, another was promised the vote";

  static final String PRE_VOTE_OF_REMOVED = "pre-vote of a removed member";
  static final String PRE_VOTE_REFUSED_LOG = "pre-vote refused, the other log is behind";
  static final String PRE_VOTE_REFUSED_TERM = "pre-vote refused, the other term is behind";
  static final String PRE_VOTE_WITHOUT_MAJORITY = "pre-vote ended without a majority";
  static final String PROPOSAL_HELD = "proposal refused, leadership is being handed over";
  static final String PROPOSAL_WITHOUT_SPACE = "proposal refused, no majority has space";
  static final String READS_HELD = "read waits for the first commit of the term";
  static final String READS_LOST = "reads refused, leadership lost";
  static final String REFUSAL_LATE = "late refusal ignored";
  static final String SNAPSHOT_INSTALLED = "snapshot took the place of the log";
  static final String SNAPSHOT_KNOWN = "snapshot of entries the log has, log kept";
  static final String SNAPSHOT_LATE = "snapshot of what is committed already ignored";
  static final String SNAPSHOT_LOST = "snapshot did not arrive, follower asked again";
  static final String SNAPSHOT_NEEDED = "follower needs discarded entries, snapshot sent";
  static final String STRANGER = "message from a stranger ignored";
  static final String TAIL_CUT = "conflicting tail cut";
  static final String TAIL_CUT_IN_FLIGHT = "conflicting tail cut while being written";
  static final String TIMEOUT_NOW_IGNORED = "word to campaign at once ignored";
  static final String TIMEOUT_NOW_OBEYED = "follower campaigns at once, its leader wants it";

  /** This server is handing leadership over. */
  public static final String TRANSFER_BEGUN = "leadership transfer begun";

  /** The wanted server leads. */
  public static final String TRANSFER_DONE = "leadership transfer done";

  /** Another server than the wanted one leads. */
  public static final String TRANSFER_ELSEWHERE =
      "leadership transfer ended with a third member leading";

  /** Nobody else leads as far as known, an election timeout later. */
  public static final String TRANSFER_TIMED_OUT = "leadership transfer timed out";

  static final String VOTE_BY_TRANSFER =
      "vote request read although a leader is alive, the leader wants it";

  /** A request for a vote got no answer, because a leader is alive. */
  public static final String VOTE_IGNORED = "vote request ignored, a leader is alive";

  /** A request for a vote got no answer, because a leader may hold a lease. */
  public static final String VOTE_IGNORED_BY_PROMISE =
      "vote request ignored, another was promised the vote";

  static final String VOTE_REFUSED_LOG = "vote refused, the other log is behind";
  static final String VOTE_REFUSED_TAKEN = "vote refused, already given to another";
  static final String VOTE_REPEATED = "vote given again to the same candidate";

  /** Every wording there is, in alphabetical order of their names. */
  public static final List<String> ALL =
      List.of(
          ACKNOWLEDGED_LATE,
          ANSWERED_BEFORE_DISK,
          APPEND_CONFLICT,
          APPEND_FROM_OLD_TERM,
          APPEND_GAP,
          APPEND_PARTLY_KNOWN,
          ANSWER_BEYOND_LOG,
          CAMPAIGN_LEFT_TO_OTHERS,
          CAMPAIGN_PUT_OFF,
          CAMPAIGN_WITHOUT_VOTE,
          CANDIDATE_GAVE_WAY,
          CHANGE_CAUGHT_UP,
          CHANGE_REPLACED,
          CHANGE_TAKEN_OVER,
          CHANGE_WAITS,
          COLD_READ,
          COLD_READ_EMPTY,
          COLD_READ_LATE,
          COMMIT_OF_OLD_TERM_HELD,
          CONFIGURATION_CUT,
          DEPARTED_KNOWS,
          DEPARTED_SILENT,
          ELECTION_WITHOUT_WINNER,
          ENTRIES_DO_NOT_FIT,
          FOLLOWER_RESUMED,
          FOLLOWER_SILENT,
          FOLLOWER_WINDOW_FULL,
          LEADER_DEPOSED,
          LEADER_DISK_FULL,
          LEADER_DISK_HANGS,
          LEADER_INHERITED_TAIL,
          LEADER_LEFT,
          LEADER_WITHOUT_MAJORITY,
          LEASE_MISSING,
          LEASE_READ,
          LOG_DISCARDED,
          PREFERRED,
          PRE_VOTE_IGNORED,
          PRE_VOTE_IGNORED_BY_PROMISE,
          PRE_VOTE_OF_REMOVED,
          PRE_VOTE_REFUSED_LOG,
          PRE_VOTE_REFUSED_TERM,
          PRE_VOTE_WITHOUT_MAJORITY,
          PROPOSAL_HELD,
          PROPOSAL_WITHOUT_SPACE,
          READS_HELD,
          READS_LOST,
          REFUSAL_LATE,
          SNAPSHOT_INSTALLED,
          SNAPSHOT_KNOWN,
          SNAPSHOT_LATE,
          SNAPSHOT_LOST,
          SNAPSHOT_NEEDED,
          STRANGER,
          TAIL_CUT,
          TAIL_CUT_IN_FLIGHT,
          TIMEOUT_NOW_IGNORED,
          TIMEOUT_NOW_OBEYED,
          TRANSFER_BEGUN,
          TRANSFER_DONE,
          TRANSFER_ELSEWHERE,
          TRANSFER_TIMED_OUT,
          VOTE_BY_TRANSFER,
          VOTE_IGNORED,
          VOTE_IGNORED_BY_PROMISE,
          VOTE_REFUSED_LOG,
          VOTE_REFUSED_TAKEN,
          VOTE_REPEATED);

  /** Those that only changes of the members lead to, in the same order. */
  public static final List<String> OF_MEMBERSHIP =
      List.of(
          CAMPAIGN_WITHOUT_VOTE,
          CHANGE_CAUGHT_UP,
          CHANGE_REPLACED,
          CHANGE_TAKEN_OVER,
          CHANGE_WAITS,
          CONFIGURATION_CUT,
          DEPARTED_KNOWS,
          DEPARTED_SILENT,
          LEADER_LEFT,
          PRE_VOTE_OF_REMOVED);

  private Marks() {}
}
