package dev.balsa.simulator;

import dev.balsa.log.LogSettings;
import dev.balsa.log.MemberId;
import java.util.Map;

/**
 * The data directory of a machine. If its past is lost, another one takes the place of it, and with
 * it another member: a voter is a directory, not only a number.
 */
final class Home {
  /** A copy of a data directory. */
  record Backup(long member, Map<String, Inode> files, long bootCounter) {}

  /** Nothing was put back. */
  private static final long WHOLE = -1;

  private final long machine;
  private final Chance chance;
  private final boolean mayRot;
  private long member;
  private SimDisk disk;
  private LogSettings logSettings;
  private long bootCounter;
  private long copiedAt = WHOLE;
  private int successions;

  /** The first directory of a machine. */
  Home(Plan plan, long machine, Chance chance) {
    this.machine = machine;
    this.member = machine;
    this.chance = chance;
    this.mayRot = plan.damages();
    this.disk = blank(chance.fork("disk"));
    this.logSettings = plan.log().withOwner(chance.next());
  }

  private SimDisk blank(Chance own) {
    SimDisk made = new SimDisk(own);
    if (mayRot) {
      made.mayRot();
    }
    return made;
  }

  /** The member that it makes of whoever runs on it. */
  long member() {
    return member;
  }

  SimDisk disk() {
    return disk;
  }

  /** The bounds of the log in it. */
  LogSettings logSettings() {
    return logSettings;
  }

  /** The how-manieth start the last one was. */
  long bootCounter() {
    return bootCounter;
  }

  /** It is started once more. */
  void starts() {
    bootCounter++;
  }

  /** Copies what is certain. */
  Backup backup() {
    return new Backup(member, disk.backup(), bootCounter);
  }

  /** An older copy takes the place of what is there. */
  void putBack(Backup backup) {
    disk.putBack(backup.files());
    bootCounter = backup.bootCounter();
    copiedAt = backup.bootCounter();
  }

  /** Whether it is an old copy, or empty although it was not once. */
  boolean isOld() {
    return copiedAt != WHOLE;
  }

  /**
   * Whether somebody who met it at a start can tell that it is older than it was then: by its
   * counter, or by the life that began with that start.
   */
  boolean isOlderThan(long metAt) {
    return isOld() && metAt > copiedAt;
  }

  /**
   * All it holds is put aside, and whoever runs on it from now on is a successor. That {@code
   * LostPast} may break off anywhere and be done again is tested in the log, on real files.
   */
  void setAside() {
    successions++;
    Chance own = chance.fork("succession", successions);
    member = MemberId.successor(machine, own::next);
    disk = blank(own.fork("disk"));
    logSettings = logSettings.withOwner(own.next());
    bootCounter = 0;
    copiedAt = WHOLE;
  }
}
