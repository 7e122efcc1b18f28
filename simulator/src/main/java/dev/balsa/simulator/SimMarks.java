package dev.balsa.simulator;

import java.util.List;

/** The rare events that the simulator itself sees, beside those that the core notes. */
final class SimMarks {
  static final String KILLED_WHILE_WRITING = "process killed while its disk worked";
  static final String KILLED_WHILE_STARTING = "process killed while it recovered";
  static final String LEADER_KILLED = "leader killed";
  static final String POWER_CUT = "power cut";
  static final String POWER_CUT_TORE = "power cut tore a write";
  static final String POWER_CUT_OF_ALL = "power cut of all machines";
  static final String RECOVERED_MORE = "recovered more than was certain";
  static final String RECOVERED_LONG = "recovered a log of more than one segment";
  static final String JOURNAL_REDONE = "journal wrote again what a log had synced";
  static final String JOURNAL_SHORTENED = "journal begins after what the logs have synced";
  static final String STOPPED = "node stopped on purpose";
  static final String DISK_FAILED = "node gave up, its disk failed";
  static final String DISK_FULL = "disk full, the node waits for room";
  static final String DISK_HAS_ROOM = "disk has room again";
  static final String STARTED_FULL = "started on a full disk";
  static final String BENT_STATE = "state machine did something else than others";
  static final String DIVERGENCE_UNDECIDED = "states differ, no majority is known to agree";
  static final String DIVERGENCE_FOUND = "node stopped, its state differs from that of a majority";
  static final String START_FAILED = "start failed, the disk did not work";
  static final String DISK_HUNG = "disk hung";
  static final String SUCCESSOR_DIES = "a leader died while the one before it came back";
  static final String LEADER_PAUSED = "leader paused";
  static final String PARTITIONED = "members fell apart";
  static final String ONE_WAY = "one direction cut";
  static final String CLOGGED = "messages held up";
  static final String CONNECTION_BROKEN = "connection broken and noticed";
  static final String OLD_CONNECTION = "message arrived over an old connection";
  static final String MESSAGE_LOST = "message lost";
  static final String MESSAGE_DOUBLED = "message doubled";
  static final String MESSAGE_OVERTAKEN = "message overtaken by a later one";
  static final String MESSAGE_LATE = "message held up for long";
  static final String WRITE_OVERTAKEN = "core took turns while its disk worked";
  static final String PROPOSAL_UNKNOWN = "proposal ended unknown";
  static final String PROPOSAL_LOST = "proposal lost to another leader's entry";
  static final String PROPOSAL_WITHOUT_LEADER = "proposal found no leader in time";
  static final String PROPOSAL_OVERLOADED = "proposal refused, overloaded";
  static final String PROPOSAL_WITHOUT_SPACE = "proposal refused, disks are full";
  static final String READ_NOT_DONE = "read not done";
  static final String HANDED_OVER = "leadership handed over";
  static final String NOT_HANDED_OVER = "leadership not handed over";
  static final String MEMBERS_CHANGED = "change of the members came to its end";
  static final String MEMBERS_NOT_CHANGED = "change of the members not done";
  static final String MEMBERS_UNKNOWN = "change of the members ended unknown";
  static final String MEMBER_REMOVED = "node stopped, the cluster has removed it";
  static final String STALENESS_TOLD = "stale read says how stale";
  static final String STALENESS_UNKNOWN = "stale read cannot say how stale";
  static final String UNKNOWN_APPLIED = "proposal of unknown outcome applied after all";
  static final String SESSION_REPEATED = "command of a session came again, answered from the first";
  static final String SESSION_GIVEN_UP = "command of a session came after it was given up";
  static final String SESSION_EXPIRED = "command found its session expired";
  static final String SESSION_UNKNOWN = "command of a session ended unknown";
  static final String SESSIONS_RESTORED = "open sessions restored from a snapshot";

  static final String SNAPSHOT_REUSED = "chunks of a snapshot taken from an older one, not sent";

  static final String WITNESS_LEADS = "witness leads";
  static final String WITNESS_ASKED = "write refused by a witness";
  static final String WITNESS_GOT_SNAPSHOT = "witness got a snapshot of what its log holds";
  static final String FELL_ASLEEP = "group fell asleep at a member";
  static final String WOKE = "member woke by itself, or because a connection broke";
  static final String WOKE_BY_MESSAGE = "member woke by a message";
  static final String WOKE_BY_REQUEST = "member woke by a request";
  static final String WOKE_WITHOUT_LEADER = "sleeping group elected another leader";
  static final String WIPED = "data directory wiped";
  static final String SET_ASIDE = "lost past set aside, a successor begins";
  static final String KNOCKED = "successor heard knocking";
  static final String GUEST = "successor let in as a guest";
  static final String KNOCKED_EARLY = "successor knocked, the former one was heard lately";
  static final String READMITTED = "successor has the place of its former self";
  static final String NOT_READMITTED = "successor not let in yet";
  static final String DAMAGE_FOUND_RUNNING = "damage found by a running node";
  static final String OLD_DIRECTORY_REFUSED = "old directory put back, refused by a peer";
  static final String DAMAGE_UNREAD = "damage never read";
  static final String FLIP_NOTICED = "flipped bits noticed";
  static final String ZEROS_NOTICED = "zeroed page noticed";
  static final String PHANTOM_NOTICED = "lost write noticed";
  static final String MISDIRECTED_NOTICED = "misdirected write noticed";

  /** Every one of them. */
  static final List<String> ALL =
      List.of(
          KILLED_WHILE_WRITING,
          KILLED_WHILE_STARTING,
          LEADER_KILLED,
          POWER_CUT,
          POWER_CUT_TORE,
          POWER_CUT_OF_ALL,
          RECOVERED_MORE,
          RECOVERED_LONG,
          JOURNAL_REDONE,
          JOURNAL_SHORTENED,
          STOPPED,
          DISK_FAILED,
          DISK_FULL,
          DISK_HAS_ROOM,
          STARTED_FULL,
          BENT_STATE,
          DIVERGENCE_UNDECIDED,
          DIVERGENCE_FOUND,
          START_FAILED,
          DISK_HUNG,
          SUCCESSOR_DIES,
          LEADER_PAUSED,
          PARTITIONED,
          ONE_WAY,
          CLOGGED,
          CONNECTION_BROKEN,
          OLD_CONNECTION,
          MESSAGE_LOST,
          MESSAGE_DOUBLED,
          MESSAGE_OVERTAKEN,
          MESSAGE_LATE,
          WRITE_OVERTAKEN,
          PROPOSAL_UNKNOWN,
          PROPOSAL_LOST,
          PROPOSAL_WITHOUT_LEADER,
          PROPOSAL_OVERLOADED,
          PROPOSAL_WITHOUT_SPACE,
          READ_NOT_DONE,
          HANDED_OVER,
          NOT_HANDED_OVER,
          MEMBERS_CHANGED,
          MEMBERS_NOT_CHANGED,
          MEMBERS_UNKNOWN,
          MEMBER_REMOVED,
          STALENESS_TOLD,
          STALENESS_UNKNOWN,
          UNKNOWN_APPLIED,
          SESSION_REPEATED,
          SESSION_GIVEN_UP,
          SESSION_EXPIRED,
          SESSION_UNKNOWN,
          SESSIONS_RESTORED,
          SNAPSHOT_REUSED,
          WITNESS_LEADS,
          WITNESS_ASKED,
          WITNESS_GOT_SNAPSHOT,
          FELL_ASLEEP,
          WOKE,
          WOKE_BY_MESSAGE,
          WOKE_BY_REQUEST,
          WOKE_WITHOUT_LEADER,
          WIPED,
          SET_ASIDE,
          KNOCKED,
          GUEST,
          KNOCKED_EARLY,
          READMITTED,
          NOT_READMITTED,
          DAMAGE_FOUND_RUNNING,
          OLD_DIRECTORY_REFUSED,
          DAMAGE_UNREAD,
          FLIP_NOTICED,
          ZEROS_NOTICED,
          PHANTOM_NOTICED,
          MISDIRECTED_NOTICED);

  private SimMarks() {}
}
