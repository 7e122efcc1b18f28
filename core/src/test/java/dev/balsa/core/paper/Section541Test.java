package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.preVote;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.HardState;
import dev.balsa.core.OneServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** §5.4.1, election restriction. */
class Section541Test {
  /** Last entries as index and term; each beats the ones before it. */
  private static final long[][] ASCENDING = {
    {0, 0}, {1, 1}, {2, 1}, {9, 1}, {1, 2}, {2, 2}, {1, 3}
  };

  @Test
  void section541_aVoterDeniesItsVoteIfItsOwnLogIsMoreUpToDate() {
    for (int mine = 0; mine < ASCENDING.length; mine++) {
      for (int theirs = 0; theirs < ASCENDING.length; theirs++) {
        OneServer server = withLast(ASCENDING[mine]);
        server.receive(vote(2, 9, ASCENDING[theirs][0], ASCENDING[theirs][1]));
        assertThat(server.raft().votedFor())
            .as("own %d, candidate %d", mine, theirs)
            .isEqualTo(theirs >= mine ? 2 : HardState.NOBODY);
      }
    }
  }

  @Test
  void section541_theSameHoldsForPreVotes() {
    for (int mine = 0; mine < ASCENDING.length; mine++) {
      for (int theirs = 0; theirs < ASCENDING.length; theirs++) {
        OneServer server = withLast(ASCENDING[mine]);
        List<String> lines =
            server.receive(preVote(2, 9, ASCENDING[theirs][0], ASCENDING[theirs][1]));
        assertThat(lines.get(lines.size() - 1)).endsWith(theirs >= mine ? " granted" : " refused");
      }
    }
  }

  @Test
  void section541_theRequestTellsOfTheCandidatesLog() {
    OneServer server = OneServer.of(3, 1, 2, 2).candidate();
    assertThat(server.persisted()).isEmpty();
    assertThat(server.elapse(20)).contains("send RequestVote 1->2 term=3 last=3/2");
  }

  private static OneServer withLast(long[] last) {
    long[] terms = new long[(int) last[0]];
    java.util.Arrays.fill(terms, last[1]);
    return OneServer.of(3, terms);
  }
}
