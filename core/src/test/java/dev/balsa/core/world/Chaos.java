package dev.balsa.core.world;

import dev.balsa.core.Settings;
import java.util.SplittableRandom;

/** How bad a world is: drawn from the seed, so that each seed is bad in its own way. */
public record Chaos(
    int servers,
    double loss,
    double duplication,
    long delayMaxMillis,
    long diskMaxMillis,
    double crashesPerSecond,
    double partitionsPerSecond,
    double pausesPerSecond,
    double proposalsPerSecond,
    double readsPerSecond,
    double snapshotsPerSecond,
    double changesPerSecond,
    int commandBytesMax,
    double disksFilledPerSecond,
    double transfersPerSecond,
    boolean unequal,
    int leaseDriftPermille) {
  private static final Settings SETTINGS =
      new Settings(100, 20, 4096, 1024, 3000, 20_000, 2000, 50);

  /** How many servers there are beside those that the cluster begins with, if members change. */
  static final int SPARES = 3;

  private static final int[] SIZES = {1, 2, 3, 3, 3, 4, 5, 5};

  boolean changesMembers() {
    return changesPerSecond > 0;
  }

  Settings settings(SplittableRandom random) {
    int priority = unequal ? random.nextInt(Settings.PRIORITY_MAX + 1) : Settings.PRIORITY_MAX;
    return SETTINGS.withPriority(priority).withLeases(leaseDriftPermille);
  }

  static Chaos draw(SplittableRandom random) {
    boolean lossy = random.nextInt(2) == 0;
    boolean slowDisk = random.nextInt(3) == 0;
    boolean slowNetwork = random.nextInt(3) == 0;
    return new Chaos(
        SIZES[random.nextInt(SIZES.length)],
        lossy ? random.nextDouble() * 0.3 : 0,
        lossy ? random.nextDouble() * 0.2 : 0,
        1 + random.nextInt(slowNetwork ? 120 : 10),
        1 + random.nextInt(slowDisk ? 400 : 10),
        random.nextInt(2) * random.nextDouble() * 8,
        random.nextInt(2) * random.nextDouble() * 8,
        random.nextInt(2) * random.nextDouble() * 6,
        5 + random.nextDouble() * 200,
        random.nextDouble() * 100,
        random.nextInt(2) * random.nextDouble() * 20,
        random.nextInt(2) * (1 + random.nextDouble() * 10),
        1 + random.nextInt(random.nextInt(2) == 0 ? 20 : 1500),
        random.nextInt(2) * random.nextDouble() * 4,
        random.nextInt(2) * random.nextDouble() * 10,
        random.nextInt(4) == 0,
        random.nextInt(2) * 10);
  }
}
