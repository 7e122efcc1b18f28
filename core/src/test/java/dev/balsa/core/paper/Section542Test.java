package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.ok;
import static dev.balsa.core.OneServer.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.OneServer;
import org.junit.jupiter.api.Test;

/** §5.4.2, committing entries from previous terms. The schedule of Figure 8 is scenario 03. */
class Section542Test {
  @Test
  void section542_neverCommitsEntriesOfPreviousTermsByCountingReplicas() {
    OneServer server = OneServer.of(3, 1, 2).leader();
    server.persisted();
    assertThat(server.receive(ok(2, 3, 1, 2, 2), ok(3, 3, 1, 2, 2)))
        .containsExactly("noted majority holds only entries of past terms, commit waits");
    assertThat(server.raft().commitIndex()).isZero();
  }

  @Test
  void section542_onceAnEntryOfTheCurrentTermIsCommittedAllBeforeAreToo() {
    OneServer server = OneServer.of(3, 1, 2).leader();
    server.persisted();
    assertThat(server.receive(ok(2, 3, 1, 2, 3))).contains("commit 3");
  }

  @Test
  void section542_entriesKeepTheirOriginalTerm() {
    OneServer server = OneServer.of(3, 1, 2).leader();
    server.receive(refused(2, 3, 1, 2, 0, 0));
    assertThat(server.receive(ok(2, 3, 1, 0, 0)))
        .contains(
            "send AppendEntries 1->2 term=3 prev=0/0 [1/1 e1.1, 2/2 e2.2, 3/3 no-op] commit=0"
                + " round=1");
  }
}
