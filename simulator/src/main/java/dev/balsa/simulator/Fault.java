package dev.balsa.simulator;

import java.util.List;
import java.util.Set;

/** What can go wrong in a run; a seed chooses some of them and how often they come. */
enum Fault {
  /** A process is killed; its machine goes on. */
  KILL(false),
  /** The process of the leader is killed. */
  KILL_LEADER(false),
  /** A machine loses power. */
  POWER(false),
  /** All machines lose power at once. */
  POWER_OF_ALL(false),
  /** A node is stopped on purpose. */
  STOP(false),
  /** A process does not run for a while. */
  PAUSE(false),
  /** The leader's process does not run for a while. */
  PAUSE_LEADER(true),
  /** The members fall apart into groups that cannot hear each other. */
  PARTITION(true),
  /** The leader cannot hear anyone, or nobody can hear it, or both. */
  ISOLATE(true),
  /** Some directions between some members carry nothing. */
  PARTIAL(true),
  /** Connections break and are made again. */
  RESET(true),
  /** Messages of one member are held up and arrive all at once. */
  CLOG(true),
  /** A disk is slow for a while. */
  SLOW_DISK(false),
  /** A disk does nothing for a while. */
  HUNG_DISK(false),
  /** A read, write or sync fails. */
  DISK_ERROR(false),
  /** A disk is full for a while. */
  FULL_DISK(false),
  /** A clock runs at another rate. */
  CLOCK(false),
  /** A state machine is slow for a while. */
  SLOW_APPLY(false),
  /** Bits turn in what a disk had for certain. */
  FLIPPED_BITS(true),
  /** A page of what a disk had for certain reads as zeros. */
  ZEROED_PAGE(true),
  /** A write that a disk reported as done never was. */
  PHANTOM_WRITE(true),
  /** A write landed in another place than it was for. */
  MISDIRECTED_WRITE(true),
  /** An older copy of a data directory takes the place of the newest one. */
  OLD_DIRECTORY(true),
  /** A state machine does something else than those of the others, once. */
  BENT_STATE(true),
  /** A data directory is gone; played where members come back by themselves. */
  WIPED(true),
  /** A machine that was given the number of a member by mistake wants to be let in. */
  STRANGER(true);

  /** Those that damage what was synced, or take it away. */
  static final List<Fault> DAMAGES =
      List.of(FLIPPED_BITS, ZEROED_PAGE, PHANTOM_WRITE, MISDIRECTED_WRITE, OLD_DIRECTORY);

  /** Those that are drawn apart from the others. */
  static final Set<Fault> RARE = Set.of(BENT_STATE, WIPED, STRANGER);

  private final boolean needsPeers;

  Fault(boolean needsPeers) {
    this.needsPeers = needsPeers;
  }

  /** Whether it makes no sense, or cannot be survived, without other members. */
  boolean needsPeers() {
    return needsPeers;
  }
}
