package dev.balsa.node;

import static dev.balsa.node.Requests.assertNotDone;
import static dev.balsa.node.Requests.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.Request.Query;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.NotDone.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingReadsTest {
  private final WaitingReads reads = new WaitingReads();

  @Test
  void readsAreReadyFromTheirIndexOn() {
    Query<String> at7 = query("7");
    Query<String> at5 = query("5");
    Query<String> alsoAt5 = query("5");
    reads.add(7, List.of(at7));
    reads.add(5, List.of(at5));
    reads.add(5, List.of(alsoAt5));
    assertThat(reads.take(4)).isEmpty();
    assertThat(reads.take(6)).containsExactlyInAnyOrder(at5, alsoAt5);
    assertThat(reads.take(6)).isEmpty();
    assertThat(reads.take(9)).containsExactly(at7);
  }

  @Test
  void readsEndWhenTheirTimeIsOver() {
    Query<String> early = query("early", 100);
    Query<String> late = query("late", 200);
    reads.add(5, List.of(early, late));
    reads.expire(100, new NotDone(Reason.OVERLOADED, "behind"));
    assertNotDone(early, Reason.OVERLOADED);
    assertThat(late).isNotDone();
    reads.failAll(new NotDone(Reason.STOPPED, "stopped"));
    assertNotDone(late, Reason.STOPPED);
    assertThat(reads.take(Long.MAX_VALUE)).isEmpty();
  }
}
