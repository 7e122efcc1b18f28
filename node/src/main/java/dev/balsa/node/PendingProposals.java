package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.node.Request.Proposal;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.Unknown;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Proposals that stand in a log and are not applied here yet, by index and term. Tells what is lost
 * for certain from what is unknown. Used by the applier thread, except for {@link #failAll}.
 */
final class PendingProposals {
  /*
   * Why "lost" is certain: what is applied is committed, and the committed entry of an index never
   * changes (State Machine Safety, §5.4.3). So if another term's entry is applied at a proposal's
   * index, the proposal is not there and never will be. And because terms never fall along a log,
   * an applied entry of a newer term says the same of every proposal filed under an older term at a
   * higher index: those need not wait until their index is written again.
   *
   * Being cut from this member's log proves nothing: another member may still hold the entry, lead,
   * and commit it.
   *
   * A ring of slots, one for each index from first to last. Proposals filed at one index in
   * different terms form a chain. The slots are an atomic array for one case alone: when the state
   * machine never comes back from apply, whoever closes the node answers the clients from another
   * thread, and each future takes only its first answer.
   */

  /** How far apart the lowest and the highest index may be, in entries. */
  static final int SPAN_MAX = 1 << 20;

  private static final int CAPACITY_INITIAL = 1 << 10;

  private final RecentResults recent = new RecentResults();
  private volatile AtomicReferenceArray<@Nullable Proposal> slots =
      new AtomicReferenceArray<>(CAPACITY_INITIAL);
  private long first;
  private long last = -1;
  private int count;

  /** No proposal's deadline is earlier. */
  private long earliestNanos = Long.MAX_VALUE;

  private long appliedIndex;
  private long appliedTerm;

  /** How many proposals wait. */
  int count() {
    return count;
  }

  /**
   * Files proposals that were appended at consecutive indexes in one term; ends those whose fate is
   * known already.
   */
  void file(long firstIndex, long term, List<@Nullable Proposal> proposals) {
    for (int i = 0; i < proposals.size(); i++) {
      Proposal proposal = proposals.get(i);
      if (proposal != null) {
        file(firstIndex + i, term, proposal);
      }
    }
  }

  private void file(long index, long term, Proposal proposal) {
    if (index <= appliedIndex) {
      fileLate(index, term, proposal);
    } else if (term < appliedTerm) {
      proposal.fail(lost(index, term, appliedTerm));
    } else if (makeRoom(index)) {
      AtomicReferenceArray<@Nullable Proposal> ring = slots;
      int at = (int) (index & (ring.length() - 1));
      proposal.filed(term, ring.get(at));
      ring.set(at, proposal);
      count++;
      earliestNanos = Math.min(earliestNanos, proposal.deadlineNanos());
    } else {
      proposal.fail(
          new Unknown(
              "the command was appended at index "
                  + index
                  + ", more than "
                  + SPAN_MAX
                  + " entries from others that wait here; read the state to learn whether it was applied"));
    }
  }

  private void fileLate(long index, long term, Proposal proposal) {
    long actualTerm = recent.term(index);
    Bytes result = recent.result(index);
    if (actualTerm != 0 && actualTerm != term) {
      proposal.fail(lost(index, term, actualTerm));
    } else if (result != null) {
      proposal.succeed(result);
    } else {
      proposal.fail(
          new Unknown(
              "index "
                  + index
                  + " was applied before the leader's answer came, and its result is no longer kept;"
                  + " read the state to learn what it is now"));
    }
  }

  private boolean makeRoom(long index) {
    if (count == 0) {
      first = index;
      last = index;
      return true;
    }
    long newFirst = Math.min(first, index);
    long newLast = Math.max(last, index);
    long span = newLast - newFirst + 1;
    if (span > SPAN_MAX) {
      return false;
    }
    if (span > slots.length()) {
      grow((int) span);
    }
    first = newFirst;
    last = newLast;
    return true;
  }

  private void grow(int span) {
    AtomicReferenceArray<@Nullable Proposal> from = slots;
    int capacity = Integer.highestOneBit(span - 1) << 1;
    AtomicReferenceArray<@Nullable Proposal> to = new AtomicReferenceArray<>(capacity);
    for (long i = first; i <= last; i++) {
      to.set((int) (i & (capacity - 1)), from.get((int) (i & (from.length() - 1))));
    }
    slots = to;
  }

  /** An entry was applied: ends the proposals filed at its index, and those it proves lost. */
  void applied(long index, long term, Bytes result) {
    appliedIndex = index;
    recent.add(index, term, result);
    if (term != appliedTerm) {
      appliedTerm = term;
      sweep(proposal -> proposal.term() < term, olderThan(term));
    }
    if (count == 0 || index < first || index > last) {
      return;
    }
    AtomicReferenceArray<@Nullable Proposal> ring = slots;
    int at = (int) (index & (ring.length() - 1));
    Proposal proposal = ring.get(at);
    ring.lazySet(at, null);
    first = index + 1;
    while (proposal != null) {
      count--;
      if (proposal.term() == term) {
        proposal.succeed(result);
      } else {
        proposal.fail(lost(index, proposal.term(), term));
      }
      proposal = proposal.next();
    }
  }

  /**
   * A snapshot took the place of the entries up to an index: what is filed there may be among them
   * or not.
   */
  void restored(long index, long term) {
    appliedIndex = index;
    if (count > 0 && first <= index) {
      jump(index);
    }
    if (term != appliedTerm) {
      appliedTerm = term;
      sweep(proposal -> proposal.term() < term, olderThan(term));
    }
  }

  private void jump(long upTo) {
    Unknown cause =
        new Unknown(
            "a snapshot took the place of the entries up to "
                + upTo
                + "; read the state to learn whether the command is among them");
    AtomicReferenceArray<@Nullable Proposal> ring = slots;
    long end = Math.min(upTo, last);
    for (; first <= end; first++) {
      int at = (int) (first & (ring.length() - 1));
      Proposal proposal = ring.get(at);
      ring.set(at, null);
      while (proposal != null) {
        count--;
        proposal.fail(cause);
        proposal = proposal.next();
      }
    }
  }

  /** Ends what has waited too long. */
  void expire(long nowNanos) {
    if (nowNanos < earliestNanos) {
      return;
    }
    sweep(
        proposal -> proposal.deadlineNanos() <= nowNanos,
        new Unknown(
            "the command was appended but did not commit in time; it may still be applied,"
                + " read the state to learn whether it was"));
  }

  /**
   * Ends everything that waits. The one method for any thread, when the applier is over or does not
   * come back.
   */
  void failAll(RequestException cause) {
    AtomicReferenceArray<@Nullable Proposal> ring = slots;
    for (int at = 0; at < ring.length(); at++) {
      Proposal proposal = ring.getAndSet(at, null);
      while (proposal != null) {
        proposal.fail(cause);
        proposal = proposal.next();
      }
    }
  }

  private void sweep(Predicate<Proposal> over, RequestException cause) {
    earliestNanos = Long.MAX_VALUE;
    if (count == 0) {
      return;
    }
    AtomicReferenceArray<@Nullable Proposal> ring = slots;
    long newFirst = Long.MAX_VALUE;
    long newLast = -1;
    for (long index = first; index <= last; index++) {
      int at = (int) (index & (ring.length() - 1));
      Proposal proposal = ring.get(at);
      Proposal kept = null;
      while (proposal != null) {
        Proposal next = proposal.next();
        if (over.test(proposal)) {
          count--;
          proposal.fail(cause);
        } else {
          earliestNanos = Math.min(earliestNanos, proposal.deadlineNanos());
          proposal.filed(proposal.term(), kept);
          kept = proposal;
        }
        proposal = next;
      }
      ring.set(at, kept);
      if (kept != null) {
        newFirst = Math.min(newFirst, index);
        newLast = index;
      }
    }
    first = newFirst;
    last = newLast;
  }

  private static NotDone olderThan(long term) {
    return new NotDone(
        NotDone.Reason.LOST,
        "the leader that took the command lost leadership, and an entry of term "
            + term
            + " stands before the place the command had; it is safe to try again");
  }

  private static NotDone lost(long index, long term, long actualTerm) {
    return new NotDone(
        NotDone.Reason.LOST,
        "index "
            + index
            + " holds an entry of term "
            + actualTerm
            + ", not the command of term "
            + term
            + "; it is safe to try again");
  }
}
