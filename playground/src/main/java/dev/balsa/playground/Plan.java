package dev.balsa.playground;

import dev.balsa.core.Configuration;
import dev.balsa.core.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is decided about a world before it begins.
 *
 * @param seed where all chance in the world comes from
 * @param members how many members; their ids count from 1; 1 to {@link Configuration#VOTERS_MAX}
 * @param settings of every member
 * @param links how messages travel
 * @param disks how long disks take
 * @param load what clients ask
 * @param trouble what goes wrong, and for how long
 */
public record Plan(
    long seed,
    int members,
    Settings settings,
    Links links,
    Disks disks,
    Load load,
    Trouble trouble) {
  private static final int KIB = 1 << 10;

  /**
   * How messages travel.
   *
   * @param delayMicrosMin shortest time on the way; 1 to {@code delayMicrosMax}
   * @param delayMicrosMax longest time on the way; up to 10 s
   * @param lostPerMille messages lost of a thousand; 0 to 1,000
   * @param doubledPerMille messages of a thousand that arrive twice; 0 to 1,000
   */
  public record Links(
      int delayMicrosMin, int delayMicrosMax, int lostPerMille, int doubledPerMille) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the number, its value and its range
     */
    public Links {
      range("delayMicrosMin", delayMicrosMin, 1, delayMicrosMax);
      range("delayMicrosMax", delayMicrosMax, 1, 10_000_000);
      range("lostPerMille", lostPerMille, 0, 1000);
      range("doubledPerMille", doubledPerMille, 0, 1000);
    }
  }

  /**
   * How long disks take.
   *
   * @param syncMicrosMin shortest time of a sync; 1 to {@code syncMicrosMax}
   * @param syncMicrosMax longest time of a sync, but for a disk that hangs; up to 10 s
   */
  public record Disks(int syncMicrosMin, int syncMicrosMax) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the number, its value and its range
     */
    public Disks {
      range("syncMicrosMin", syncMicrosMin, 1, syncMicrosMax);
      range("syncMicrosMax", syncMicrosMax, 1, 10_000_000);
    }
  }

  /**
   * What clients ask.
   *
   * @param pauseMicrosMax longest time between two requests; 0 for no requests, up to 10 s
   * @param commandsMax most commands in one proposal; 1 to 100
   * @param commandBytesMax longest command; 24 to 10,000 bytes
   */
  public record Load(int pauseMicrosMax, int commandsMax, int commandBytesMax) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the number, its value and its range
     */
    public Load {
      range("pauseMicrosMax", pauseMicrosMax, 0, 10_000_000);
      range("commandsMax", commandsMax, 1, 100);
      range("commandBytesMax", commandBytesMax, 24, 10_000);
    }
  }

  /**
   * What goes wrong. After that all is repaired, clients are silent, and the cluster has to settle.
   *
   * @param pauseMillisMax longest time between two faults; 0 for no faults, up to a minute
   * @param troubledMillis how long clients ask and things go wrong; 0 to a day
   * @param settlingMillis how long it may take to settle; 0 to a day
   */
  public record Trouble(int pauseMillisMax, int troubledMillis, int settlingMillis) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the number, its value and its range
     */
    public Trouble {
      range("pauseMillisMax", pauseMillisMax, 0, 60_000);
      range("troubledMillis", troubledMillis, 0, 86_400_000);
      range("settlingMillis", settlingMillis, 0, 86_400_000);
    }
  }

  /**
   * Checks the number of members.
   *
   * @throws IllegalArgumentException naming its value and its range
   */
  public Plan {
    range("members", members, 1, Configuration.VOTERS_MAX);
  }

  /** What a seed decides: 3 to 5 members, bounds small enough to be met, every kind of fault. */
  public static Plan of(long seed) {
    Chance chance = new Chance(seed);
    int members = chance.between(3, 5);
    int electionMillis = chance.between(100, 300);
    int appendBytes = chance.between(KIB, 4 * KIB);
    Settings settings =
        new Settings(
            electionMillis,
            electionMillis / chance.between(3, 6),
            KIB,
            appendBytes,
            (long) appendBytes * chance.between(1, 4),
            16L * KIB,
            (long) appendBytes * chance.between(1, 8),
            chance.between(1, 8));
    Links links =
        new Links(
            chance.between(50, 1_000),
            chance.between(2_000, 40_000),
            chance.perMille(500) ? chance.below(80) : 0,
            chance.perMille(500) ? chance.below(80) : 0);
    Disks disks = new Disks(chance.between(50, 500), chance.between(2_000, 50_000));
    Load load =
        new Load(chance.between(5_000, 60_000), chance.between(1, 6), chance.between(24, 900));
    Trouble trouble =
        new Trouble(
            electionMillis * chance.between(2, 6), 40 * electionMillis, 100 * electionMillis);
    return new Plan(seed, members, settings, links, disks, load, trouble);
  }

  /** Who votes. */
  public Configuration configuration() {
    List<Long> voters = new ArrayList<>();
    for (long id = 1; id <= members; id++) {
      voters.add(id);
    }
    return new Configuration(voters);
  }

  private static void range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
