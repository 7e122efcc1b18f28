package dev.balsa.simulator.invariants;

import dev.balsa.log.MemberId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/** Something that a property keeps for each member. */
final class PerMember<T> {
  private final Supplier<T> first;
  private final List<T> kept = new ArrayList<>();
  private final Map<Long, T> ofSuccessors = new LinkedHashMap<>();

  /** Nothing yet; what a member has at first comes from the supplier. */
  PerMember(Supplier<T> first) {
    this.first = first;
  }

  /** What is kept for a member. */
  T of(Member member) {
    return of(member.id);
  }

  /** What is kept for a member. */
  T of(long member) {
    if (MemberId.isSuccessor(member)) {
      return ofSuccessors.computeIfAbsent(member, any -> first.get());
    }
    while (kept.size() < member) {
      kept.add(first.get());
    }
    return kept.get((int) member - 1);
  }

  /** Puts what a function makes of both in the place of what is kept for a member. */
  void merge(long member, T value, BinaryOperator<T> both) {
    set(member, both.apply(of(member), value));
  }

  /** What is kept for any member. */
  List<T> all() {
    if (ofSuccessors.isEmpty()) {
      return kept;
    }
    List<T> all = new ArrayList<>(kept);
    all.addAll(ofSuccessors.values());
    return all;
  }

  /** Forgets what is kept for a member. */
  void clear(Member member) {
    of(member);
    set(member.id, first.get());
  }

  private void set(long member, T value) {
    if (MemberId.isSuccessor(member)) {
      ofSuccessors.put(member, value);
    } else {
      kept.set((int) member - 1, value);
    }
  }
}
