package dev.balsa.playground;

import dev.balsa.core.Bytes;
import dev.balsa.core.RoleName;
import java.util.ArrayList;
import java.util.List;

/** Asks members to append and to read, mostly those that believe to lead, old leaders included. */
final class Clients {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final int TO_ANYBODY_PER_MILLE = 200;
  private static final int READS_PER_MILLE = 250;
  private static final int SHORTEST_BYTES = 12;

  private final World world;
  private final Plan.Load load;
  private final long untilNanos;
  private final Chance chance;
  private long commands;

  Clients(World world, Plan plan, long untilNanos, Chance chance) {
    this.world = world;
    this.load = plan.load();
    this.untilNanos = untilNanos;
    this.chance = chance;
  }

  void begin() {
    if (load.pauseMicrosMax() > 0) {
      askLater();
    }
  }

  private void askLater() {
    long nanos = world.nowNanos() + chance.between(1, load.pauseMicrosMax()) * NANOS_PER_MICRO;
    if (nanos < untilNanos) {
      world.at(
          nanos,
          () -> {
            ask();
            askLater();
          });
    }
  }

  private void ask() {
    List<Long> running = new ArrayList<>();
    List<Long> leading = new ArrayList<>();
    for (MemberState member : world.members()) {
      if (member.running()) {
        running.add(member.id());
        if (member.role() == RoleName.LEADER) {
          leading.add(member.id());
        }
      }
    }
    if (running.isEmpty()) {
      return;
    }
    boolean anybody = leading.isEmpty() || chance.perMille(TO_ANYBODY_PER_MILLE);
    long member = chance.pick(anybody ? running : leading);
    if (chance.perMille(READS_PER_MILLE)) {
      world.read(member);
      return;
    }
    List<Bytes> several = new ArrayList<>();
    for (int i = chance.between(1, load.commandsMax()); i > 0; i--) {
      several.add(command());
    }
    world.propose(member, several);
  }

  private Bytes command() {
    commands++;
    byte[] bytes = new byte[chance.between(SHORTEST_BYTES, load.commandBytesMax())];
    long number = commands;
    for (int i = SHORTEST_BYTES - 1; i >= 0; i--) {
      bytes[i] = (byte) ('0' + number % 10);
      number /= 10;
    }
    for (int i = SHORTEST_BYTES; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + i % 26);
    }
    return Bytes.wrap(bytes);
  }
}
