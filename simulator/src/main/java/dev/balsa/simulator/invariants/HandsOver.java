package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Marks;
import java.util.List;

/**
 * While leadership is handed over no proposal is taken in, and it is handed over for at most one
 * election timeout, whatever happens (dissertation §3.10).
 */
final class HandsOver implements Property {
  private static final class Transfer {
    boolean underWay;
    long begunNanos;
  }

  private final PerMember<Transfer> transfers = new PerMember<>(Transfer::new);
  private final long electionNanos;

  HandsOver(long electionNanos) {
    this.electionNanos = electionNanos;
  }

  @Override
  public void beginning(Member member) {
    transfers.clear(member);
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    Transfer transfer = transfers.of(member);
    boolean wasUnderWay = transfer.underWay;
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.Noted noted) {
        noted(transfer, noted.what(), nowNanos);
      }
    }
    if (transfer.underWay && nowNanos - transfer.begunNanos >= electionNanos) {
      throw new BrokenProperty(
          "leadership is handed over within an election timeout",
          member + " still does so " + (nowNanos - transfer.begunNanos) / 1_000 + " us later");
    }
    if (wasUnderWay) {
      for (int i = 0; i < effects.size(); i++) {
        if (effects.get(i) instanceof Effect.Proposed proposed) {
          throw new BrokenProperty(
              "no proposal is taken in while leadership is handed over",
              member + " appends one at index " + proposed.firstIndex());
        }
      }
    }
  }

  private static void noted(Transfer transfer, String what, long nowNanos) {
    switch (what) {
      case Marks.TRANSFER_BEGUN -> {
        transfer.underWay = true;
        transfer.begunNanos = nowNanos;
      }
      case Marks.TRANSFER_DONE, Marks.TRANSFER_ELSEWHERE, Marks.TRANSFER_TIMED_OUT ->
          transfer.underWay = false;
      default -> {}
    }
  }
}
