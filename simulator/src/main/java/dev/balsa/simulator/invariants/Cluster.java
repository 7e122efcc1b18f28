package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.ConfigurationAt;
import java.util.ArrayList;
import java.util.List;

/** The whole cluster as an onlooker knows it. */
public final class Cluster {
  private final Configuration began;
  private final List<Member> members = new ArrayList<>();

  /** What any member has said to be committed. */
  final LogFacts committed = new LogFacts();

  /** One whose members never change. */
  Cluster(Configuration began) {
    this(began, began.voters().size());
  }

  /**
   * One that has not started.
   *
   * @param began its members at first
   * @param machines how many members it may have one day, from 1
   */
  Cluster(Configuration began, int machines) {
    this.began = began;
    for (long id = 1; id <= machines; id++) {
      members.add(new Member(id));
    }
  }

  /** All that are members, were, or may become some, ascending by id. */
  public List<Member> members() {
    return members;
  }

  /** One member. */
  public Member member(long id) {
    return members.get((int) id - 1);
  }

  /** What any member has said to be committed. */
  public LogFacts committed() {
    return committed;
  }

  /** What the cluster began with. */
  Configuration began() {
    return began;
  }

  /** The last configuration that any member has said to be committed. */
  public Configuration configuration() {
    return committed.configuration(began).configuration();
  }

  /** Index of the entry that {@link #configuration} stands in, 0 if it is none. */
  public long configurationIndex() {
    return committed.configuration(began).index();
  }

  /** The configuration as of an entry. */
  public Configuration configurationAt(long index) {
    return committed.configurationAt(index, began).configuration();
  }

  /** Whether a member had a place in a configuration that any member has said to be committed. */
  public boolean wasMember(long id) {
    return began.isMember(id)
        || committed.configurations().stream().anyMatch(each -> each.configuration().isMember(id));
  }

  /** The configuration in force at a member (§6). */
  Configuration inForceAt(Member member) {
    return member.log.configuration(began).configuration();
  }

  /** The configurations by which a member's leader may have counted copies of an entry. */
  List<Configuration> counting(Member member, long index) {
    List<Configuration> all = new ArrayList<>();
    all.add(member.log.configurationAt(index, began).configuration());
    for (ConfigurationAt each : member.log.configurations()) {
      if (each.index() > index) {
        all.add(each.configuration());
      }
    }
    return all;
  }

  /**
   * Whether a member holds an entry for certain, or held it until its disk was damaged: it may have
   * acknowledged it, and nobody can know better.
   */
  boolean isDurableOn(long id, long index, long term) {
    Member member = member(id);
    return member.keeps(index, term) || member.heldOnce.holds(index, term);
  }

  /** How many do. */
  int durableOn(long index, long term) {
    return (int) members.stream().filter(each -> isDurableOn(each.id, index, term)).count();
  }

  /** Whether a quorum does. */
  boolean isDurableOnQuorum(Configuration configuration, long index, long term) {
    return Quorum.agrees(configuration, id -> isDurableOn(id, index, term));
  }
}
