package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.ConfigurationAt;
import dev.balsa.log.MemberId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole cluster as an onlooker knows it. */
public final class Cluster {
  private final Configuration began;
  private final List<Member> members = new ArrayList<>();
  private final Map<Long, Member> successors = new HashMap<>();

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

  /** All that are members, were, or may become some: the first ones by id, then successors. */
  public List<Member> members() {
    return members;
  }

  /** One member. */
  public Member member(long id) {
    return MemberId.isSuccessor(id) ? successor(id) : members.get((int) id - 1);
  }

  private Member successor(long id) {
    Member known = successors.get(id);
    if (known == null) {
      known = new Member(id);
      successors.put(id, known);
      members.add(known);
    }
    return known;
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

  /** The last configuration that is committed, and those after it that somebody may still hold. */
  public List<Configuration> ahead() {
    List<Configuration> all = new ArrayList<>(List.of(configuration()));
    long index = configurationIndex();
    for (Member member : members) {
      for (LogFacts log : List.of(member.log, member.durable)) {
        for (ConfigurationAt each : log.configurations()) {
          if (each.index() >= index) {
            all.add(each.configuration());
          }
        }
      }
    }
    return all;
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
   * Whether a member may go by a configuration in which it decides alone. A copy of its directory
   * would lead before anybody can tell it what it has missed.
   */
  public boolean decidesAlone(long id) {
    Member member = member(id);
    List<Configuration> all = counting(member, member.durable.lastIndex());
    all.add(member.durable.configuration(began).configuration());
    return all.stream().anyMatch(each -> each.isQuorum(voter -> voter == id));
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
