package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class HashedMachineTest {
  private static final int EVERY = 10;

  /** Answers with what it is told to; its state is nothing but that. */
  private record Answering(UnaryOperator<Bytes> answer) implements StateMachine {
    @Override
    public Bytes apply(Entry entry) {
      return answer.apply(entry.payload());
    }

    @Override
    public FrozenState freeze() {
      return out -> out.write('s');
    }

    @Override
    public void restore(java.io.InputStream snapshot) throws IOException {
      assertThat(snapshot.readAllBytes()).containsExactly('s');
    }
  }

  private final StateHashes hashes = new StateHashes();
  private final HashedMachine machine = machine(command -> command, hashes);

  private static HashedMachine machine(UnaryOperator<Bytes> answer, StateHashes hashes) {
    return new HashedMachine(new Answering(answer), EVERY, hashes);
  }

  private static Entry command(long index) {
    return new Entry(index, 1, EntryKind.COMMAND, Bytes.utf8("command " + index));
  }

  private static void apply(HashedMachine machine, long from, long to) {
    for (long index = from; index <= to; index++) {
      machine.apply(command(index));
    }
  }

  @Test
  void aHashIsKeptForEachMultipleOnceTheNextCommandComes() {
    apply(machine, 1, 10);
    assertThat(hashes.all()).isEmpty();
    apply(machine, 11, 35);
    assertThat(hashes.all()).extracting(StateHash::index).containsExactly(10L, 20L, 30L);
    assertThat(hashes.all()).extracting(StateHash::hash).doesNotHaveDuplicates();
    assertThat(hashes.at(20)).isEqualTo(hashes.all().get(1).hash());
    assertThat(hashes.at(21)).isNull();
  }

  @Test
  void onlyTheNewestAreKept() {
    apply(machine, 1, EVERY * (StateHashes.KEPT + 3) + 1);
    assertThat(hashes.all()).hasSize(StateHashes.KEPT);
    assertThat(hashes.all().getFirst().index()).isEqualTo(4 * EVERY);
  }

  @Test
  void theSameCommandsAndAnswersGiveTheSameHashes() {
    StateHashes others = new StateHashes();
    HashedMachine other = machine(command -> Bytes.copyOf(command.toArray()), others);
    apply(machine, 1, 50);
    apply(other, 1, 50);
    assertThat(others.all()).isEqualTo(hashes.all());
  }

  @Test
  void oneOtherAnswerChangesAllHashesFromThereOn() {
    StateHashes others = new StateHashes();
    HashedMachine other =
        machine(
            command -> command.equals(Bytes.utf8("command 15")) ? Bytes.EMPTY : command, others);
    apply(machine, 1, 50);
    apply(other, 1, 50);
    assertThat(others.at(10)).isEqualTo(hashes.at(10));
    assertThat(others.at(20)).isNotEqualTo(hashes.at(20));
    assertThat(others.at(40)).isNotEqualTo(hashes.at(40));
  }

  @Test
  void entriesThatAreNoCommandsMakeNoDifferenceToWhatIsCompared() {
    apply(machine, 1, 9);
    apply(machine, 12, 12);
    assertThat(hashes.all()).extracting(StateHash::index).containsExactly(10L);
    apply(machine, 45, 45);
    assertThat(hashes.all()).extracting(StateHash::index).containsExactly(10L, 40L);
  }

  @Test
  void theChainSurvivesASnapshot() throws IOException {
    apply(machine, 1, 25);
    ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
    FrozenState frozen = Objects.requireNonNull(machine.freeze());
    apply(machine, 26, 50);
    frozen.writeTo(snapshot);
    StateHashes restoredHashes = new StateHashes();
    HashedMachine restored = machine(command -> command, restoredHashes);
    restored.restore(new ByteArrayInputStream(snapshot.toByteArray()));
    apply(restored, 26, 50);
    assertThat(restoredHashes.all())
        .containsExactlyElementsOf(
            hashes.all().stream().filter(each -> each.index() >= 30).toList());
  }

  @Test
  void aSnapshotWithoutAHashIsRefused() {
    assertThatThrownBy(() -> machine.restore(new ByteArrayInputStream(new byte[100])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not begin with a state hash");
  }

  @Test
  void aMachineWithoutSnapshotsTakesNone() {
    assertThat(new HashedMachine(Entry::payload, EVERY, hashes).freeze()).isNull();
  }
}
