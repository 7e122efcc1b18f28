package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import java.util.ArrayList;
import java.util.List;

/** The whole cluster as an onlooker knows it. */
public final class Cluster {
  private final Configuration configuration;
  private final List<Member> members = new ArrayList<>();

  /** What any member has said to be committed. */
  final LogFacts committed = new LogFacts();

  Cluster(Configuration configuration) {
    this.configuration = configuration;
    for (long id : configuration.voters()) {
      members.add(new Member(id));
    }
  }

  /** The members, ascending by id. */
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

  int majority() {
    return configuration.majority();
  }

  /**
   * How many members hold an entry for certain, or held it until their disk was damaged: those may
   * have acknowledged it, and nobody can know better.
   */
  int durableOn(long index, long term) {
    int count = 0;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (member.keeps(index, term) || member.heldOnce.holds(index, term)) {
        count++;
      }
    }
    return count;
  }
}
