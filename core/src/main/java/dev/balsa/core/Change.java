package dev.balsa.core;

import dev.balsa.core.Configuration.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the members shall become: any set of voters and learners in one step for whoever asks
 * (dissertation §4.3).
 *
 * @param voters who shall vote; ascending, 1 to {@value Configuration#VOTERS_MAX}
 * @param learners who shall get the log and not vote; ascending, none of them a voter, at most
 *     {@value Configuration#LEARNERS_MAX}
 * @param addresses those that are new or have changed, ascending by member; the others stay as they
 *     are
 */
public record Change(List<Long> voters, List<Long> learners, List<Address> addresses) {
  /**
   * Checks that a cluster can be like this.
   *
   * @throws IllegalArgumentException saying what does not fit
   */
  public Change {
    Configuration target = new Configuration(voters, List.of(), learners, List.of(), addresses);
    if (target.isNone()) {
      throw new IllegalArgumentException(
          "a cluster has 1 to " + Configuration.VOTERS_MAX + " voters, not 0");
    }
    voters = target.voters();
    learners = target.learners();
    addresses = target.addresses();
  }

  /** Whoever has a place in a configuration, or will have when its change has come to its end. */
  public static Change from(Configuration configuration) {
    return new Change(configuration.targetVoters(), configuration.learners(), List.of());
  }

  /**
   * With one more voter; a learner is promoted.
   *
   * @param address where it is; empty if that is known already or does not matter
   * @throws IllegalArgumentException if it votes already, or there are too many
   */
  public Change withVoter(long member, String address) {
    require(!voters.contains(member), "member " + member + " is a voter already");
    return new Change(with(voters, member), without(learners, member), with(member, address));
  }

  /**
   * With one more learner; a voter is demoted.
   *
   * @param address as in {@link #withVoter}
   * @throws IllegalArgumentException if it is one already, there are too many, or nobody would vote
   */
  public Change withLearner(long member, String address) {
    require(!learners.contains(member), "member " + member + " is a learner already");
    return new Change(without(voters, member), with(learners, member), with(member, address));
  }

  /**
   * Without a member.
   *
   * @throws IllegalArgumentException if it has no place, or nobody would vote
   */
  public Change without(long member) {
    require(
        voters.contains(member) || learners.contains(member),
        "member " + member + " has no place in the cluster");
    List<Address> left = new ArrayList<>(addresses);
    left.removeIf(each -> each.member() == member);
    return new Change(without(voters, member), without(learners, member), left);
  }

  /**
   * With a new voter in the place of another one, for example of a dead one.
   *
   * @param address as in {@link #withVoter}
   * @throws IllegalArgumentException if the old one does not vote, or the new one does
   */
  public Change replacing(long member, long by, String address) {
    require(voters.contains(member), "member " + member + " is no voter");
    require(!voters.contains(by), "member " + by + " is a voter already");
    List<Address> left = new ArrayList<>(with(by, address));
    left.removeIf(each -> each.member() == member);
    return new Change(with(without(voters, member), by), without(learners, by), left);
  }

  /**
   * With a member elsewhere.
   *
   * @throws IllegalArgumentException if it has no place, or the address is empty or too long
   */
  public Change at(long member, String address) {
    require(!address.isEmpty(), "the address of member " + member + " is empty");
    return new Change(voters, learners, with(member, address));
  }

  private List<Address> with(long member, String address) {
    TreeMap<Long, Address> all = new TreeMap<>();
    addresses.forEach(each -> all.put(each.member(), each));
    if (!address.isEmpty()) {
      all.put(member, new Address(member, address));
    }
    return List.copyOf(all.values());
  }

  private static List<Long> with(List<Long> members, long member) {
    TreeSet<Long> all = new TreeSet<>(members);
    all.add(member);
    return List.copyOf(all);
  }

  private static List<Long> without(List<Long> members, long member) {
    List<Long> left = new ArrayList<>(members);
    left.removeIf(each -> each == member);
    return left;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * The configuration that begins the way from a stable or staging one to this: staging if somebody
   * has to catch up first, stable if the voters stay, joint otherwise.
   */
  Configuration firstStep(Configuration now) {
    List<Long> old = now.voters();
    if (voters.equals(old)) {
      return step(now, voters, List.of(), List.of());
    }
    return old.containsAll(voters)
        ? step(now, voters, old, List.of())
        : step(now, old, List.of(), voters);
  }

  private Configuration step(
      Configuration now, List<Long> newVoters, List<Long> outgoing, List<Long> next) {
    Configuration bare = new Configuration(newVoters, outgoing, learners, next, List.of());
    TreeMap<Long, Address> known = new TreeMap<>();
    now.addresses().forEach(each -> known.put(each.member(), each));
    addresses.forEach(each -> known.put(each.member(), each));
    return withAddresses(bare, List.copyOf(known.values()));
  }

  /** From staging to joint, when the future voters have caught up. */
  static Configuration joint(Configuration staging) {
    List<Long> newVoters = staging.next();
    List<Long> oldVoters = staging.voters();
    return new Configuration(
        newVoters, oldVoters, staging.learners(), List.of(), staging.addresses());
  }

  /** From joint to stable. */
  static Configuration stable(Configuration joint) {
    Configuration bare =
        new Configuration(joint.voters(), List.of(), joint.learners(), List.of(), List.of());
    return withAddresses(bare, joint.addresses());
  }

  /** The addresses of those that still have a place. */
  private static Configuration withAddresses(Configuration bare, List<Address> known) {
    List<Address> left = new ArrayList<>(known);
    left.removeIf(each -> !bare.isMember(each.member()));
    return new Configuration(bare.voters(), bare.outgoing(), bare.learners(), bare.next(), left);
  }
}
