package dev.balsa.simulator;

import dev.balsa.log.MemberId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a machine's member has kept, how it is lost, and the way back (docs/repair.md). */
final class Past {
  /*
   * Who runs on a directory that is gone, or old, may have forgotten votes and entries. It is connected
   * with nobody: the others have met the directory that it should have, and tell it so. Where members
   * come back by themselves it then ends, sets aside what there is, and knocks as another member.
   */
  private final World world;
  private final Machine machine;
  private final Home home;
  private @Nullable Doorkeeper doorkeeper;

  Past(World world, Machine machine, Home home) {
    this.world = world;
    this.machine = machine;
    this.home = home;
  }

  /** A process begins. */
  void begins(Incarnation process) {
    doorkeeper = new Doorkeeper(world, process);
  }

  /**
   * Damages what the disk had for certain.
   *
   * @return whether that was possible now
   */
  boolean damage(Damage kind) {
    if (!home.disk().damage(kind)) {
      return false;
    }
    world.trace(home.member(), "is damaged: " + kind);
    machine.rot().struck();
    hit();
    Incarnation process = machine.process();
    if (process != null) {
      process.readBack();
    }
    return true;
  }

  private void hit() {
    world.atlas().hit(home.member());
    world.witness().damaged(home.member());
  }

  /** Copies what is certain. */
  Home.Backup backup() {
    return home.backup();
  }

  /** The machine loses power, and an older copy of its data directory takes the place of it. */
  void putBack(Home.Backup backup) {
    machine.cutPower();
    world.trace(home.member(), "has the directory of start " + backup.bootCounter() + " put back");
    home.putBack(backup);
    hit();
  }

  /** The machine loses power, and its data directory is gone. */
  void wipe() {
    world.mark(SimMarks.WIPED);
    putBack(new Home.Backup(home.member(), Map.of(), 0));
  }

  /** Whether its data directory is an old copy, or empty although it was not once. */
  boolean isLost() {
    return home.isOld();
  }

  /**
   * Another member that met the directory at a start is asked whether it is older than that.
   *
   * @return whether it is, so that its member has to go
   */
  boolean isRecognised(long metAt) {
    return home.isOlderThan(metAt);
  }

  /** Whether it is lost and nobody is left who can tell, so that people have to. */
  boolean isOverlooked() {
    return isLost() && !world.network().recognises(machine.id());
  }

  /** The how-manieth start of the directory the last one was. */
  long bootCounter() {
    return home.bootCounter();
  }

  /** Everything is put aside, and whoever runs here from now on is another member. */
  void setAside() {
    long former = home.member();
    home.setAside();
    world.mark(SimMarks.SET_ASIDE);
    world.trace(former, "sets its data aside; from now on here is " + MemberId.text(home.member()));
    world.network().isNobodyKnown(machine.id());
  }

  /** Whether the machine's process goes by members among which one is. */
  boolean names(long member) {
    Incarnation process = machine.process();
    return process != null && process.raft().configuration().isMember(member);
  }

  /** A member that has lost its past asks the machine's process to be let in. */
  void knocked(long successor) {
    if (doorkeeper != null && machine.isUp()) {
      doorkeeper.knocked(successor);
    }
  }

  /** A member that was given a number by mistake, which another one has, asks the same. */
  void knockedByMistake(long stranger) {
    if (doorkeeper != null && machine.isUp()) {
      doorkeeper.knockedByMistake(stranger);
    }
  }
}
