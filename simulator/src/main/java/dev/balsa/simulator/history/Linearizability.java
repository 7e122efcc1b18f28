package dev.balsa.simulator.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a history is linearizable (Herlihy and Wing 1990).
 *
 * <p>Safe for use by many threads; a check is one thread's.
 */
public final class Linearizability {
  /*
   * Implementation note. The search is Wing and Gong's with Lowe's memory of dead ends: walk the
   * calls and returns of one object in order of time; take any call before the first return still
   * standing, if the model allows it, lift it and its return out of the list and start again from
   * the front; when the first return still standing is met, no open call could go first, so the
   * last choice is taken back. A pair (set of lifted operations, state) seen before leads nowhere
   * new.
   *
   * Operations without an answer have their return after all others, and the walk may end while
   * they stand: what never happened needs no place. That is why the search succeeds as soon as no
   * answered operation is left.
   *
   * The searches of all objects take turns, each turn longer than the last: where one object cannot
   * be explained at all and another is merely hard, the first decides before the second has cost
   * much.
   */

  /** Steps allowed for one object unless told otherwise. */
  public static final long STEPS_MAX = 50_000_000;

  private static final long SLICE_STEPS = 10_000;

  private final long stepsMax;

  /**
   * A checker that gives up on an object after some steps.
   *
   * @param stepsMax at least 1
   */
  public Linearizability(long stepsMax) {
    if (stepsMax < 1) {
      throw new IllegalArgumentException("stepsMax is " + stepsMax + "; it must be at least 1");
    }
    this.stepsMax = stepsMax;
  }

  /** Checks every object of a history; the first one found to fail decides. */
  public <S, A> Verdict check(Model<S, A> model, List<Operation<A>> history) {
    Map<String, List<Integer>> objects = new TreeMap<>();
    for (int i = 0; i < history.size(); i++) {
      Operation<A> operation = history.get(i);
      if (operation.answered() || !model.isReadOnly(operation.action())) {
        objects.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(i);
      }
    }
    Deque<Search<S, A>> open = new ArrayDeque<>();
    objects.forEach((key, indexes) -> open.add(new Search<>(model, history, key, indexes)));
    long slice = SLICE_STEPS;
    for (int left = open.size(); !open.isEmpty(); left--) {
      if (left == 0) {
        left = open.size();
        slice *= 2;
      }
      Search<S, A> search = open.remove();
      Verdict verdict = search.advance(slice, stepsMax);
      if (verdict == null) {
        open.add(search);
      } else if (!(verdict instanceof Verdict.Linearizable)) {
        return verdict;
      }
    }
    return new Verdict.Linearizable();
  }

  /** A call or a return in the list that is walked. */
  private static final class Moment {
    final int operation;
    final @Nullable Moment itsReturn;
    @Nullable Moment before;
    @Nullable Moment after;

    Moment(int operation, @Nullable Moment itsReturn) {
      this.operation = operation;
      this.itsReturn = itsReturn;
    }

    void lift() {
      if (before != null) {
        before.after = after;
      }
      if (after != null) {
        after.before = before;
      }
    }

    void putBack() {
      if (before != null) {
        before.after = this;
      }
      if (after != null) {
        after.before = this;
      }
    }
  }

  private record Choice<S>(Moment call, S stateBefore) {}

  private record Seen(BitSet lifted, Object state) {}

  private static final class Search<S, A> {
    private final Model<S, A> model;
    private final List<Operation<A>> history;
    private final String key;
    private final List<Integer> indexes;
    private final Moment front = new Moment(-1, null);
    private final BitSet lifted = new BitSet();
    private final Set<Seen> seen = new HashSet<>();
    private final Deque<Choice<S>> choices = new ArrayDeque<>();
    private S state;
    private @Nullable Moment at;
    private long steps;
    private int answeredLeft;
    private List<Integer> longest = List.of();
    private int stuck = -1;

    Search(Model<S, A> model, List<Operation<A>> history, String key, List<Integer> indexes) {
      this.model = model;
      this.history = history;
      this.key = key;
      this.indexes = indexes;
      this.state = model.initial();
      link();
      this.at = front.after;
    }

    private Operation<A> operation(int position) {
      return history.get(indexes.get(position));
    }

    private void link() {
      record Timed(long time, boolean isReturn, Moment moment) {}
      List<Timed> timed = new ArrayList<>();
      for (int i = 0; i < indexes.size(); i++) {
        Operation<A> operation = operation(i);
        Moment itsReturn = new Moment(i, null);
        timed.add(new Timed(operation.invoked(), false, new Moment(i, itsReturn)));
        if (operation.answered()) {
          answeredLeft++;
        }
        timed.add(new Timed(operation.returned(), true, itsReturn));
      }
      // At the same moment calls come first: operations that touch count as concurrent, the lenient
      // reading.
      timed.sort(Comparator.comparingLong(Timed::time).thenComparing(Timed::isReturn));
      Moment last = front;
      for (Timed next : timed) {
        last.after = next.moment();
        next.moment().before = last;
        last = next.moment();
      }
    }

    /** Searches on for some steps; null if that was not enough. */
    @Nullable Verdict advance(long sliceSteps, long stepsMax) {
      long pause = steps + sliceSteps;
      while (answeredLeft > 0) {
        if (steps >= stepsMax) {
          return new Verdict.OutOfSteps(key, steps);
        }
        if (steps >= pause) {
          return null;
        }
        steps++;
        if (at == null) {
          throw new IllegalStateException("an answered operation stands, but no return does");
        }
        if (at.itsReturn != null) {
          S next = tryFirst(at, state);
          if (next != null) {
            choices.push(new Choice<>(at, state));
            state = next;
            at = front.after;
          } else {
            at = at.after;
          }
          continue;
        }
        rememberLongest(at);
        Choice<S> last = choices.poll();
        if (last == null) {
          return new Verdict.NotLinearizable(key, longest, indexes.get(stuck));
        }
        state = last.stateBefore();
        takeBack(last.call());
        at = last.call().after;
      }
      return new Verdict.Linearizable();
    }

    /** Lifts a call if the model allows it here and that leads somewhere new; null if not. */
    private @Nullable S tryFirst(Moment call, S state) {
      Operation<A> operation = operation(call.operation);
      S next = model.step(state, operation.action(), operation.answered());
      if (next == null) {
        return null;
      }
      lifted.set(call.operation);
      if (!seen.add(new Seen((BitSet) lifted.clone(), next))) {
        lifted.clear(call.operation);
        return null;
      }
      call.lift();
      returnOf(call).lift();
      if (operation.answered()) {
        answeredLeft--;
      }
      return next;
    }

    private void takeBack(Moment call) {
      lifted.clear(call.operation);
      returnOf(call).putBack();
      call.putBack();
      if (operation(call.operation).answered()) {
        answeredLeft++;
      }
    }

    private static Moment returnOf(Moment call) {
      Moment itsReturn = call.itsReturn;
      if (itsReturn == null) {
        throw new IllegalStateException("a return has no return");
      }
      return itsReturn;
    }

    private void rememberLongest(Moment standing) {
      if (stuck >= 0 && choices.size() <= longest.size()) {
        return;
      }
      stuck = standing.operation;
      List<Integer> order = new ArrayList<>();
      choices
          .descendingIterator()
          .forEachRemaining(c -> order.add(indexes.get(c.call().operation)));
      longest = order;
    }
  }
}
