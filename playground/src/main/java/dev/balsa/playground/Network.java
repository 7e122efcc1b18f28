package dev.balsa.playground;

import dev.balsa.core.Message;

/** Carries messages: late, out of order, sometimes twice, sometimes not at all. */
final class Network {
  private static final long NANOS_PER_MICRO = 1_000;

  private final World world;
  private final Plan.Links links;
  private final Chance chance;
  private final boolean[][] cut;

  Network(World world, Plan plan, Chance chance) {
    this.world = world;
    this.links = plan.links();
    this.chance = chance;
    this.cut = new boolean[plan.members() + 1][plan.members() + 1];
  }

  void send(Message message) {
    if (isCut(message)) {
      world.saw(new Happening.Lost(message, Happening.Loss.CUT));
      return;
    }
    if (chance.perMille(links.lostPerMille())) {
      world.saw(new Happening.Lost(message, Happening.Loss.CHANCE));
      return;
    }
    fly(message);
    if (chance.perMille(links.doubledPerMille())) {
      fly(message);
    }
  }

  private void fly(Message message) {
    long nanos = chance.between(links.delayMicrosMin(), links.delayMicrosMax()) * NANOS_PER_MICRO;
    long arrivesNanos = world.nowNanos() + nanos;
    world.saw(new Happening.Sent(message, arrivesNanos));
    world.at(arrivesNanos, () -> arrive(message));
  }

  private void arrive(Message message) {
    Machine receiver = world.machine(message.to());
    if (isCut(message)) {
      world.saw(new Happening.Lost(message, Happening.Loss.CUT));
    } else if (!receiver.isRunning()) {
      world.saw(new Happening.Lost(message, Happening.Loss.NOBODY_THERE));
    } else {
      receiver.receive(message);
    }
  }

  private boolean isCut(Message message) {
    return cut[(int) message.from()][(int) message.to()];
  }

  void cut(long from, long to) {
    cut[(int) from][(int) to] = true;
  }

  void heal() {
    for (boolean[] row : cut) {
      for (int i = 0; i < row.length; i++) {
        row[i] = false;
      }
    }
  }
}
