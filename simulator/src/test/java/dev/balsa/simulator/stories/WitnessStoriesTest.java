package dev.balsa.simulator.stories;

import static dev.balsa.simulator.Witnessing.WITNESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.RequestException;
import dev.balsa.simulator.Witnessing;
import org.junit.jupiter.api.Test;

/** Two members with a state, and a witness. */
class WitnessStoriesTest {
  /** The only other copy of what was acknowledged was lost with a member that kept no entries. */
  @Test
  void whatWasCommittedWithAWitnessOutlivesTheLeader() {
    Witnessing.play(s -> {
      long first = Witnessing.leader(s);
      long second = s.others(first, WITNESS).getFirst();
      s.kill(second);
      s.write(first, "x", "two of three");
      s.cutPower(first);
      s.start(second);
      assertThat(s.leader()).isEqualTo(WITNESS);
      assertThat(s.read(second, "x")).isEqualTo("two of three");
      assertThat(Witnessing.leader(s)).isEqualTo(second);
      s.write(second, "x", "and on");
    });
  }

  /** A witness answered from a state that it does not have. */
  @Test
  void aWitnessSaysThatItHasNothingToAnswerWith() {
    Witnessing.play(s -> {
      s.write(Witnessing.leader(s), "x", "there");
      assertThat(s.failure(s.get(WITNESS, "x")))
          .isInstanceOf(RequestException.NotDone.class)
          .hasMessageContaining("is a witness");
      assertThat(s.failure(s.put(WITNESS, "x", "no"))).isInstanceOf(RequestException.NotDone.class);
    });
  }

  /** The log of a member that takes no snapshots grew until the disk was full. */
  @Test
  void theLogOfAWitnessStaysShortWithTheSnapshotsOfWhoeverLives() {
    Witnessing.play(s -> {
      long leader = Witnessing.leader(s);
      long other = s.others(leader, WITNESS).getFirst();
      s.kill(other);
      s.propose(leader, "x", 100);
      s.await("a snapshot", () -> Witnessing.snapshotIndex(s) > 0);
      s.cutPower(WITNESS);
      s.start(WITNESS);
      s.write(leader, "x", "after its restart");
      s.start(other);
      s.cutPower(leader);
      assertThat(s.read(other, "x")).isEqualTo("after its restart");
      s.start(leader);
    });
  }

  /** A member that was away got a snapshot of the witness, which had none or an empty one. */
  @Test
  void aWitnessHandsOnTheSnapshotThatItWasGiven() {
    Witnessing.play(s -> {
      long first = Witnessing.leader(s);
      long second = s.others(first, WITNESS).getFirst();
      s.kill(second);
      s.propose(first, "x", 100);
      s.await("a snapshot", () -> Witnessing.snapshotIndex(s) > 0);
      s.write(first, "x", "last");
      s.cutPower(first);
      s.start(second);
      assertThat(s.read(second, "x")).isEqualTo("last");
    });
  }
}
