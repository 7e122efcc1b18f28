package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.Mailbox.Bounds;
import dev.balsa.node.Mailbox.Lane;
import dev.balsa.node.Mailbox.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final Mailbox<String> mailbox =
      new Mailbox<>(new Bell(), new Bounds(3, 100), new Bounds(2, 1000));

  private List<String> drained() {
    List<String> mail = new ArrayList<>();
    mailbox.drain(mail);
    return mail;
  }

  @Test
  void mailOfAllLanesComesOutInOrderOfArrival() {
    mailbox.offer(Lane.PEER, "peer", 1);
    mailbox.add("own");
    mailbox.offer(Lane.CLIENT, "client", 1);
    mailbox.addAll(List.of("own2", "own3"), false);
    assertThat(drained()).containsExactly("peer", "own", "client", "own2", "own3");
    assertThat(drained()).isEmpty();
  }

  @Test
  void drainingAppendsAndCounts() {
    List<String> mail = new ArrayList<>(List.of("before"));
    mailbox.add("a");
    mailbox.add("b");
    assertThat(mailbox.drain(mail)).isEqualTo(2);
    assertThat(mailbox.drain(mail)).isZero();
    assertThat(mail).containsExactly("before", "a", "b");
  }

  @Test
  void aLaneIsFullByNumber() {
    for (int i = 0; i < 3; i++) {
      assertThat(mailbox.offer(Lane.PEER, "m" + i, 1)).isEqualTo(Outcome.TAKEN);
    }
    assertThat(mailbox.offer(Lane.PEER, "m3", 1)).isEqualTo(Outcome.FULL);
    assertThat(drained()).containsExactly("m0", "m1", "m2");
    assertThat(mailbox.offer(Lane.PEER, "m4", 1)).isEqualTo(Outcome.TAKEN);
  }

  @Test
  void aLaneIsFullByBytes() {
    assertThat(mailbox.offer(Lane.PEER, "a", 60)).isEqualTo(Outcome.TAKEN);
    assertThat(mailbox.offer(Lane.PEER, "b", 41)).isEqualTo(Outcome.FULL);
    assertThat(mailbox.offer(Lane.PEER, "c", 40)).isEqualTo(Outcome.TAKEN);
    assertThat(drained()).containsExactly("a", "c");
    assertThat(mailbox.offer(Lane.PEER, "d", 100)).isEqualTo(Outcome.TAKEN);
  }

  @Test
  void oneLargePieceFitsIntoAnEmptyLane() {
    assertThat(mailbox.offer(Lane.PEER, "large", 5000)).isEqualTo(Outcome.TAKEN);
    assertThat(mailbox.offer(Lane.PEER, "small", 1)).isEqualTo(Outcome.FULL);
  }

  @Test
  void aFullLaneLeavesTheOthersAlone() {
    mailbox.offer(Lane.CLIENT, "c0", 1);
    mailbox.offer(Lane.CLIENT, "c1", 1);
    assertThat(mailbox.offer(Lane.CLIENT, "c2", 1)).isEqualTo(Outcome.FULL);
    assertThat(mailbox.offer(Lane.PEER, "p", 1)).isEqualTo(Outcome.TAKEN);
  }

  @Test
  void handOversOfTheNodeAreNeverRefused() {
    List<String> many = IntStream.range(0, 100_000).mapToObj(Integer::toString).toList();
    many.forEach(piece -> assertThat(mailbox.add(piece)).isTrue());
    assertThat(drained()).isEqualTo(many);
  }

  @Test
  void aClosedMailboxTakesNothingAndGivesBackWhatIsLeft() {
    mailbox.add("left");
    assertThat(mailbox.close()).containsExactly("left");
    assertThat(mailbox.add("late")).isFalse();
    assertThat(mailbox.addAll(List.of("late"), true)).isFalse();
    assertThat(mailbox.offer(Lane.PEER, "late", 1)).isEqualTo(Outcome.CLOSED);
    assertThat(mailbox.close()).isEmpty();
    assertThat(drained()).isEmpty();
  }
}
