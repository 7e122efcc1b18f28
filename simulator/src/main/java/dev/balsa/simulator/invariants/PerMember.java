package dev.balsa.simulator.invariants;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/** Something that a property keeps for each member. */
final class PerMember<T> {
  private final Supplier<T> first;
  private final List<T> kept = new ArrayList<>();

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
    while (kept.size() < member) {
      kept.add(first.get());
    }
    return kept.get((int) member - 1);
  }

  /** Puts what a function makes of both in the place of what is kept for a member. */
  void merge(long member, T value, BinaryOperator<T> both) {
    kept.set((int) member - 1, both.apply(of(member), value));
  }

  /** What is kept for any member. */
  List<T> all() {
    return kept;
  }

  /** Forgets what is kept for a member. */
  void clear(Member member) {
    of(member);
    kept.set((int) member.id - 1, first.get());
  }
}
