package dev.balsa.core;

import java.util.Arrays;
import java.util.List;

/**
 * Who votes (Figure 2 speaks of "servers"; dissertation chapter 4).
 *
 * @param voters member ids above {@link HardState#NOBODY}, ascending, each once; 1 to {@value
 *     #VOTERS_MAX}
 */
public record Configuration(List<Long> voters) {
  /** The most voters a cluster may have. */
  public static final int VOTERS_MAX = 9;

  /**
   * Checks the members.
   *
   * @throws IllegalArgumentException if they are none, too many, not ascending, or not positive
   */
  public Configuration {
    voters = List.copyOf(voters);
    if (voters.isEmpty() || voters.size() > VOTERS_MAX) {
      throw new IllegalArgumentException(
          "a cluster has 1 to " + VOTERS_MAX + " voters, not " + voters.size() + ": " + voters);
    }
    long before = HardState.NOBODY;
    for (long voter : voters) {
      if (voter <= before) {
        throw new IllegalArgumentException(
            "voters must be positive, ascending and distinct: " + voters);
      }
      before = voter;
    }
  }

  /** How many voters make a majority: more than half of all of them, this server included. */
  public int majority() {
    return voters.size() / 2 + 1;
  }

  /** Whether a member votes. */
  public boolean contains(long member) {
    return voters.contains(member);
  }

  /** Where a member stands among the voters, from 0; -1 if it does not vote. */
  int position(long member) {
    for (int i = 0; i < voters.size(); i++) {
      if (voters.get(i) == member) {
        return i;
      }
    }
    return -1;
  }

  /** The greatest value that a majority has reached, given one value for each voter; sorts them. */
  long reachedByMajority(long[] values) {
    Check.that(values.length == voters.size(), "one value for each voter");
    Arrays.sort(values);
    return values[values.length - majority()];
  }
}
