package dev.balsa.playground;

/** Plays worlds and prints what became of them: the same lines on every machine. */
public final class Digests {
  private Digests() {}

  /** Plays a seed to the end of its plan. */
  public static World play(long seed) {
    World world = new World(Plan.of(seed));
    while (!world.isOver()) {
      world.step();
    }
    return world;
  }

  /** Describes what has become of a seed's world on one line, the digest last. */
  public static String line(long seed, World world) {
    return "seed "
        + seed
        + " happenings "
        + world.happenings()
        + " committed "
        + world.committed().size()
        + " digest "
        + world.digest();
  }

  /**
   * Prints a line for each seed.
   *
   * @param arguments the first seed, and how many
   * @throws IllegalArgumentException if these are not two numbers
   */
  public static void main(String[] arguments) {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("give the first seed, and how many");
    }
    long first = Long.parseLong(arguments[0]);
    long count = Long.parseLong(arguments[1]);
    for (long i = 0; i < count; i++) {
      System.out.println(line(first + i, play(first + i)));
    }
  }
}
