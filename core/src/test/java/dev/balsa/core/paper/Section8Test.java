package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Event;
import dev.balsa.core.OneServer;
import org.junit.jupiter.api.Test;

/** §8, client interaction: the no-op of a new leader, requests to the wrong server. */
class Section8Test {
  @Test
  void section8_aLeaderCommitsANoOpAtTheStartOfItsTerm() {
    OneServer server = OneServer.of(3, 1, 1);
    server.leader();
    assertThat(server.raft().lastIndex()).isEqualTo(3);
    assertThat(server.raft().lastTerm()).isEqualTo(2);
    server.persisted();
    assertThat(server.receive(ok(3, 2, 1, 2, 3))).contains("commit 3");
  }

  @Test
  void section8_aServerThatDoesNotLeadNamesTheLeader() {
    OneServer server = OneServer.of(3);
    assertThat(server.propose(4, "x")).containsExactly("refused #4 not-leader leader=none");
    server.receive(append(2, 1, 0, 0, 0, 1));
    assertThat(server.propose(5, "x")).containsExactly("refused #5 not-leader leader=2");
    assertThat(server.on(new Event.Read(6))).containsExactly("refused #6 not-leader leader=2");
  }
}
