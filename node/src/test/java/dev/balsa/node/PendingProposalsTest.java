package dev.balsa.node;

import static dev.balsa.node.Requests.assertAnswer;
import static dev.balsa.node.Requests.assertNotDone;
import static dev.balsa.node.Requests.assertUnknown;
import static dev.balsa.node.Requests.proposal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.node.Request.Proposal;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.RequestException.Unknown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingProposalsTest {
  private final PendingProposals pending = new PendingProposals();

  private Proposal file(long index, long term) {
    return file(index, term, Long.MAX_VALUE);
  }

  private Proposal file(long index, long term, long deadlineNanos) {
    Proposal proposal = proposal("command", deadlineNanos);
    pending.file(index, term, List.of(proposal));
    return proposal;
  }

  private void applied(long index, long term) {
    pending.applied(index, term, Bytes.utf8("r" + index));
  }

  @Test
  void aBatchIsAnsweredIndexByIndex() {
    Proposal a = proposal("a");
    Proposal b = proposal("b");
    pending.file(5, 2, List.of(a, b));
    applied(5, 2);
    assertAnswer(a, "r5");
    assertThat(b).isNotDone();
    applied(6, 2);
    assertAnswer(b, "r6");
    assertThat(pending.count()).isZero();
  }

  @Test
  void aGapInABatchIsWhereARequestEndedEarly() {
    Proposal c = proposal("c");
    pending.file(5, 2, Arrays.asList(null, null, c));
    applied(5, 2);
    applied(6, 2);
    assertThat(c).isNotDone();
    applied(7, 2);
    assertAnswer(c, "r7");
  }

  @Test
  void anotherTermAtItsIndexMeansLost() {
    Proposal proposal = file(5, 4);
    applied(5, 3);
    assertNotDone(proposal, Reason.LOST);
  }

  @Test
  void aNewerTermAtALowerIndexMeansLostToo() {
    Proposal near = file(6, 2);
    Proposal far = file(900, 2);
    Proposal newer = file(901, 3);
    applied(5, 3);
    assertNotDone(near, Reason.LOST);
    assertNotDone(far, Reason.LOST);
    assertThat(newer).isNotDone();
    assertThat(pending.count()).isEqualTo(1);
  }

  @Test
  void anOlderTermAtALowerIndexMeansNothing() {
    Proposal proposal = file(6, 4);
    applied(5, 3);
    assertThat(proposal).isNotDone();
    applied(6, 4);
    assertAnswer(proposal, "r6");
  }

  @Test
  void filedUnderATermThatIsPastAlreadyMeansLost() {
    applied(5, 3);
    assertNotDone(file(8, 2), Reason.LOST);
  }

  @Test
  void proposalsOfTwoTermsAtOneIndexAreKeptApart() {
    Proposal older = file(5, 2);
    Proposal newer = file(5, 4);
    applied(4, 2);
    applied(5, 4);
    assertNotDone(older, Reason.LOST);
    assertAnswer(newer, "r5");
  }

  @Test
  void theOlderOfTwoMayBeTheOneThatCommits() {
    Proposal older = file(5, 2);
    Proposal newer = file(5, 4);
    applied(5, 2);
    assertAnswer(older, "r5");
    assertNotDone(newer, Reason.LOST);
  }

  @Test
  void anAnswerOvertakenByTheEntryIsStillGiven() {
    applied(5, 2);
    applied(6, 3);
    assertAnswer(file(5, 2), "r5");
    assertNotDone(file(6, 2), Reason.LOST);
  }

  @Test
  void whatIsNoLongerRememberedIsUnknown() {
    for (long i = 1; i <= RecentResults.ENTRIES_MAX + 1; i++) {
      applied(i, 1);
    }
    assertUnknown(file(1, 1));
    assertAnswer(file(2, 1), "r2");
  }

  @Test
  void aLargeResultIsNotRememberedButItsTermIs() {
    pending.applied(1, 1, Bytes.wrap(new byte[RecentResults.RESULT_BYTES_MAX + 1]));
    pending.applied(2, 1, Bytes.wrap(new byte[RecentResults.RESULT_BYTES_MAX]));
    assertUnknown(file(1, 1));
    assertNotDone(file(1, 7), Reason.LOST);
    assertThat(file(2, 1)).isCompleted();
  }

  @Test
  void whatWaitsTooLongIsUnknown() {
    Proposal early = file(5, 2, 100);
    Proposal late = file(6, 2, 101);
    pending.expire(99);
    assertThat(early).isNotDone();
    pending.expire(100);
    assertUnknown(early);
    assertThat(late).isNotDone();
    applied(5, 2);
    applied(6, 2);
    assertAnswer(late, "r6");
  }

  @Test
  void expiryLeavesTheOthersOfTheSameIndex() {
    Proposal early = file(5, 2, 100);
    Proposal late = file(5, 3, 200);
    Proposal later = file(5, 4, 300);
    pending.expire(200);
    assertUnknown(early);
    assertUnknown(late);
    applied(5, 4);
    assertAnswer(later, "r5");
  }

  @Test
  void manyProposalsGrowTheRing() {
    List<Proposal> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      all.add(proposal("p" + i));
    }
    pending.file(3001, 2, new ArrayList<>(all.subList(0, 100)));
    pending.file(3101, 2, new ArrayList<>(all.subList(100, 10_000)));
    for (int i = 0; i < 10_000; i++) {
      applied(3001 + i, 2);
      assertAnswer(all.get(i), "r" + (3001 + i));
    }
  }

  @Test
  void filingBelowTheOthersIsPossible() {
    Proposal high = file(5000, 2);
    Proposal low = file(4000, 2);
    applied(4000, 2);
    assertAnswer(low, "r4000");
    applied(5000, 2);
    assertAnswer(high, "r5000");
  }

  @Test
  void indexesTooFarApartAreNotFiled() {
    Proposal near = file(10, 2);
    Proposal edge = file(10 + PendingProposals.SPAN_MAX - 1, 2);
    assertUnknown(file(10 + PendingProposals.SPAN_MAX, 2));
    assertThat(near).isNotDone();
    assertThat(edge).isNotDone();
  }

  @Test
  void everyoneIsAnsweredWhenTheNodeEnds() {
    List<Proposal> all = List.of(file(5, 2), file(5, 3), file(6, 3), file(4000, 3));
    pending.failAll(new Unknown("the node was stopped"));
    all.forEach(Requests::assertUnknown);
  }
}
