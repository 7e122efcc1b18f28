package dev.balsa.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * Who votes, who listens, and where they are (Figure 2 speaks of "servers"; dissertation chapter
 * 4). A configuration stands in the log and is in force at a server as soon as it is appended there
 * (§6).
 *
 * <p>An arbitrary change goes through these phases: staging, in which those that shall vote catch
 * up while only the old voters count; joint, in which majorities of the old and of the new voters
 * are needed (C_old,new of the paper); and stable again.
 *
 * <p>Member ids are above {@link HardState#NOBODY}, ascending and distinct in each list. The id of
 * a member that was removed must not be given to another one.
 *
 * @param voters who votes; at most {@value #VOTERS_MAX}, none only in {@link #NONE}
 * @param outgoing while joint the voters of the old configuration, whose majority is needed as well
 * @param learners who gets the log and does not vote, once the change that is going on has come to
 *     its end; at most {@value #LEARNERS_MAX}
 * @param next while staging the voters that the change leads to; those that do not vote yet get the
 *     log like learners (dissertation §4.2.1)
 * @param addresses where members are, ascending by member; whoever is not in it has no known
 *     address
 */
public record Configuration(
    List<Long> voters,
    List<Long> outgoing,
    List<Long> learners,
    List<Long> next,
    List<Address> addresses) {
  /*
   * Implementation note: learners may overlap with outgoing, or while staging with voters: a voter
   * that shall become a learner votes until the change has come to its end. They never overlap with
   * the voters that the change leads to.
   */

  /** The most voters a cluster may have. */
  public static final int VOTERS_MAX = 9;

  /** The most learners a cluster may have. */
  public static final int LEARNERS_MAX = 16;

  /** The longest address, in bytes of UTF-8: a host name, a colon and a port fit. */
  public static final int ADDRESS_BYTES_MAX = 300;

  /** What a server knows that waits to be made a member: nobody votes. */
  public static final Configuration NONE =
      new Configuration(List.of(), List.of(), List.of(), List.of(), List.of());

  /**
   * Where a member is.
   *
   * @param address for the network alone; 1 to {@value Configuration#ADDRESS_BYTES_MAX} bytes
   */
  public record Address(long member, String address) {
    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if the address is empty or too long
     */
    public Address {
      int bytes = address.getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > ADDRESS_BYTES_MAX) {
        throw new IllegalArgumentException(
            "the address of member "
                + member
                + " has "
                + bytes
                + " bytes; it must have from 1 to "
                + ADDRESS_BYTES_MAX);
      }
    }
  }

  /**
   * Checks the members.
   *
   * @throws IllegalArgumentException saying what does not fit
   */
  public Configuration {
    voters = ascending("voters", voters, VOTERS_MAX);
    outgoing = ascending("outgoing", outgoing, VOTERS_MAX);
    learners = ascending("learners", learners, LEARNERS_MAX);
    next = ascending("next", next, VOTERS_MAX);
    addresses = List.copyOf(addresses);
    if (voters.isEmpty()
        && !(outgoing.isEmpty() && learners.isEmpty() && next.isEmpty() && addresses.isEmpty())) {
      throw new IllegalArgumentException("a cluster has 1 to " + VOTERS_MAX + " voters, not 0");
    }
    if (!outgoing.isEmpty() && !next.isEmpty()) {
      throw new IllegalArgumentException("a configuration is not joint and staging at once");
    }
    if (!next.isEmpty() && voters.containsAll(next)) {
      throw new IllegalArgumentException("nobody has to catch up for the voters " + next);
    }
    for (long voter : next.isEmpty() ? voters : next) {
      if (learners.contains(voter)) {
        throw new IllegalArgumentException("member " + voter + " is both a voter and a learner");
      }
    }
    long before = HardState.NOBODY;
    for (Address address : addresses) {
      long member = address.member();
      if (member <= before) {
        throw new IllegalArgumentException("addresses must be ascending by member: " + addresses);
      }
      before = member;
      if (!(voters.contains(member)
          || outgoing.contains(member)
          || learners.contains(member)
          || next.contains(member))) {
        throw new IllegalArgumentException("member " + member + " has an address and no place");
      }
    }
  }

  /**
   * A stable configuration without learners, of members whose addresses are known otherwise.
   *
   * @throws IllegalArgumentException if there is no voter, or they do not fit
   */
  public Configuration(List<Long> voters) {
    this(voters, List.of(), List.of(), List.of(), List.of());
    if (voters.isEmpty()) {
      throw new IllegalArgumentException("a cluster has 1 to " + VOTERS_MAX + " voters, not 0");
    }
  }

  private static List<Long> ascending(String what, List<Long> members, int most) {
    if (members.size() > most) {
      throw new IllegalArgumentException(
          what + " may be " + most + " at most, not " + members.size() + ": " + members);
    }
    long before = HardState.NOBODY;
    for (long member : members) {
      if (member <= before) {
        throw new IllegalArgumentException(
            what + " must be positive, ascending and distinct: " + members);
      }
      before = member;
    }
    return List.copyOf(members);
  }

  /** Whether nobody votes: this is {@link #NONE}. */
  public boolean isNone() {
    return voters.isEmpty();
  }

  /** Whether majorities of two sets of voters are needed (§6). */
  public boolean isJoint() {
    return !outgoing.isEmpty();
  }

  /** Whether future voters are catching up. */
  public boolean isStaging() {
    return !next.isEmpty();
  }

  /** Whether no change is going on. */
  public boolean isStable() {
    return !isJoint() && !isStaging();
  }

  /** Whether a member votes, be it in one half of a joint configuration. */
  public boolean votes(long member) {
    return voters.contains(member) || outgoing.contains(member);
  }

  /** Whether a member gets the log. */
  public boolean isMember(long member) {
    return votes(member) || learners.contains(member) || next.contains(member);
  }

  /** Everyone who votes, ascending. */
  public List<Long> electorate() {
    return outgoing.isEmpty() ? voters : union(voters, outgoing);
  }

  /** Everyone who gets the log, ascending. */
  public List<Long> members() {
    return union(electorate(), union(learners, next));
  }

  private static List<Long> union(List<Long> some, List<Long> more) {
    TreeSet<Long> all = new TreeSet<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** The voters that the change leads to, or that vote already if there is none. */
  public List<Long> targetVoters() {
    return isStaging() ? next : voters;
  }

  /** Where a member is; empty if that is not known. */
  public String address(long member) {
    for (Address address : addresses) {
      if (address.member() == member) {
        return address.address();
      }
    }
    return "";
  }

  /** How many of {@link #voters} make a majority of them; see {@link #isQuorum} while joint. */
  public int majority() {
    return majorityOf(voters.size());
  }

  /** How many of so many voters are more than half of them. */
  static int majorityOf(int voters) {
    return voters / 2 + 1;
  }

  /**
   * Whether those that agree can decide: a majority of the voters, and while joint separately a
   * majority of the outgoing ones (§6). Whoever does not vote is never asked about.
   */
  public boolean isQuorum(LongPredicate agrees) {
    return isMajority(voters, agrees) && (outgoing.isEmpty() || isMajority(outgoing, agrees));
  }

  private static boolean isMajority(List<Long> voters, LongPredicate agrees) {
    int count = 0;
    for (int i = 0; i < voters.size(); i++) {
      if (agrees.test(voters.get(i))) {
        count++;
      }
    }
    return count >= majorityOf(voters.size());
  }
}
