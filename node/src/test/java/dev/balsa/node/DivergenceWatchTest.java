package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.RoleName;
import dev.balsa.node.PeerMessage.StateDiffers;
import dev.balsa.node.RecordingTransport.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DivergenceWatchTest {
  private static final long TIMEOUT_NANOS = 400_000_000;
  private static final Configuration THREE = new Configuration(List.of(1L, 2L, 3L));

  private final RecordingTransport transport = new RecordingTransport();
  private final List<Divergence> said = new ArrayList<>();
  private final NodeObserver observer =
      new NodeObserver() {
        @Override
        public void diverged(Divergence divergence) {
          said.add(divergence);
        }
      };
  private final Lifecycle lifecycle = new Lifecycle(1, observer, List.of());
  private final StateHashes own = new StateHashes();
  private final DivergenceWatch watch =
      new DivergenceWatch(NodeSettings.of(1, THREE, 1), THREE, own, transport, observer, lifecycle);

  private static PeerMessage.StateHashes hashes(long... indexesAndHashes) {
    List<StateHash> all = new ArrayList<>();
    for (int i = 0; i < indexesAndHashes.length; i += 2) {
      all.add(new StateHash(indexesAndHashes[i], indexesAndHashes[i + 1]));
    }
    return new PeerMessage.StateHashes(all);
  }

  private static Divergence divergence(
      long equalIndex, long index, @Nullable Long agreed, long... membersAndHashes) {
    TreeMap<Long, Long> hashes = new TreeMap<>();
    for (int i = 0; i < membersAndHashes.length; i += 2) {
      hashes.put(membersAndHashes[i], membersAndHashes[i + 1]);
    }
    return new Divergence(equalIndex, index, hashes, agreed);
  }

  private static Sent tells(long to, Divergence divergence) {
    return new Sent(to, new StateDiffers(divergence));
  }

  private void leads() {
    watch.changed(new Effect.RoleChanged(RoleName.LEADER, 1));
    watch.changed(new Effect.LeaderChanged(1, 1));
  }

  private void follows() {
    watch.changed(new Effect.LeaderChanged(1, 2));
  }

  private void has(long... indexesAndHashes) {
    hashes(indexesAndHashes).hashes().forEach(own::add);
  }

  @Test
  void aFollowerTellsItsLeaderOnceInAnElectionTimeout() {
    watch.turned(0);
    follows();
    watch.turned(1);
    assertThat(transport.taken()).isEmpty();
    has(10, 7);
    watch.turned(TIMEOUT_NANOS);
    assertThat(transport.taken()).isEmpty();
    watch.turned(TIMEOUT_NANOS + 1);
    watch.turned(TIMEOUT_NANOS + 2);
    assertThat(transport.taken()).containsExactly(new Sent(2, hashes(10, 7)));
    watch.changed(new Effect.LeaderChanged(2, 3));
    watch.turned(TIMEOUT_NANOS + 3);
    assertThat(transport.taken()).containsExactly(new Sent(3, hashes(10, 7)));
    leads();
    watch.turned(9 * TIMEOUT_NANOS);
    assertThat(transport.taken()).isEmpty();
  }

  @Test
  void equalStatesAreNoNews() {
    leads();
    has(10, 7, 20, 8);
    watch.take(2, hashes(10, 7));
    watch.take(3, hashes(20, 8, 30, 9));
    assertThat(transport.taken()).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void whileNoMajorityAgreesEveryoneIsToldAndNobodyStops() {
    leads();
    has(10, 7, 20, 8, 30, 9);
    watch.take(3, hashes(10, 7, 20, 66, 30, 67));
    Divergence open = divergence(10, 20, null, 1, 8, 3, 66);
    assertThat(said).containsExactly(open);
    assertThat(transport.taken()).containsExactly(tells(3, open));
    watch.take(2, hashes(10, 7, 20, 77));
    Divergence all = divergence(10, 20, null, 1, 8, 2, 77, 3, 66);
    assertThat(transport.taken()).containsExactly(tells(2, all), tells(3, all));
    assertThat(said).containsExactly(open, all);
    watch.take(2, hashes(10, 7, 20, 77));
    assertThat(said).as("once for any two").hasSize(2);
    assertThat(open.oddOnes()).isEmpty();
    assertThat(lifecycle.isRunning()).isTrue();
  }

  @Test
  void theOddOneIsNamedAsSoonAsAMajorityAgrees() {
    leads();
    has(10, 7, 20, 8, 30, 9);
    watch.take(2, hashes(10, 7, 20, 8));
    watch.take(3, hashes(10, 7, 20, 66, 30, 67));
    Divergence found = divergence(10, 20, 8L, 1, 8, 2, 8, 3, 66);
    assertThat(found.oddOnes()).containsExactly(3L);
    assertThat(said).containsExactly(found);
    assertThat(transport.taken()).containsExactly(tells(2, found), tells(3, found));
    assertThat(lifecycle.isRunning()).isTrue();
  }

  @Test
  void whatIsSaidAgainIsANewDifferenceOnly() {
    leads();
    has(20, 8);
    watch.take(3, hashes(20, 66));
    has(30, 9);
    watch.take(3, hashes(30, 67));
    assertThat(said).extracting(Divergence::index).containsExactly(20L);
    watch.take(3, hashes(20, 8, 30, 9));
    has(40, 10);
    watch.take(3, hashes(30, 9, 40, 68));
    assertThat(said).extracting(Divergence::equalIndex).containsExactly(0L, 30L);
  }

  @Test
  void aSecondDifferenceIsFoundBehindOneThatIsNotDecided() {
    leads();
    has(10, 7, 20, 8);
    watch.take(2, hashes(10, 66, 20, 67));
    assertThat(said).hasSize(1);
    transport.taken();
    watch.take(3, hashes(20, 77));
    Divergence all = divergence(0, 20, null, 1, 8, 2, 67, 3, 77);
    assertThat(transport.taken())
        .containsExactly(
            tells(2, divergence(0, 10, null, 1, 7, 2, 66)), tells(2, all), tells(3, all));
    assertThat(said).hasSize(2).contains(all);
  }

  @Test
  void aMajorityMayBeKnownOnlyBehindTheFirstDifference() {
    leads();
    has(10, 7, 20, 8);
    watch.take(3, hashes(10, 66, 20, 67));
    transport.taken();
    watch.take(2, hashes(20, 8));
    Divergence found = divergence(0, 20, 8L, 1, 8, 2, 8, 3, 67);
    assertThat(transport.taken()).contains(tells(3, found));
  }

  @Test
  void aLeaderThatIsTheOddOneSaysSoAndStops() {
    leads();
    has(10, 66);
    watch.take(2, hashes(10, 7));
    assertThat(lifecycle.isRunning()).isTrue();
    transport.taken();
    watch.take(3, hashes(10, 7));
    Divergence found = divergence(0, 10, 7L, 1, 66, 2, 7, 3, 7);
    assertThat(transport.taken()).containsExactly(tells(2, found), tells(3, found));
    assertThat(lifecycle.failure())
        .isInstanceOfSatisfying(
            DivergedException.class, e -> assertThat(e.divergence()).isEqualTo(found));
  }

  @Test
  void onlyVotersMakeAMajorityAndTheyMayChange() {
    leads();
    has(10, 7);
    watch.take(2, hashes(10, 66));
    watch.take(4, hashes(10, 7));
    watch.take(5, hashes(10, 7));
    assertThat(said).hasSize(3).allSatisfy(each -> assertThat(each.agreed()).isNull());
    transport.taken();
    watch.changed(
        new Effect.ConfigurationChanged(9, new Configuration(List.of(1L, 4L, 5L)), false));
    watch.take(5, hashes(10, 7));
    Divergence found = divergence(0, 10, 7L, 1, 7, 2, 66, 4, 7, 5, 7);
    assertThat(transport.taken()).contains(tells(2, found));
  }

  @Test
  void bothMajoritiesOfAJointConfigurationMustAgree() {
    watch.changed(
        new Effect.ConfigurationChanged(
            9,
            new Configuration(
                List.of(1L, 2L, 3L), List.of(1L, 4L, 5L), List.of(), List.of(), List.of()),
            false));
    leads();
    has(10, 7);
    watch.take(2, hashes(10, 7));
    watch.take(4, hashes(10, 66));
    watch.take(5, hashes(10, 67));
    assertThat(said).hasSize(2).allSatisfy(each -> assertThat(each.agreed()).isNull());
    transport.taken();
    watch.take(5, hashes(10, 7));
    assertThat(transport.taken())
        .contains(tells(4, divergence(0, 10, 7L, 1, 7, 2, 7, 4, 66, 5, 7)));
  }

  @Test
  void whoIsToldStopsOnlyIfThatIsStillItsState() {
    has(10, 66);
    follows();
    watch.take(3, new StateDiffers(divergence(0, 10, 7L, 1, 66, 2, 7, 3, 7)));
    watch.take(2, new StateDiffers(divergence(0, 10, 7L, 1, 65, 2, 7, 3, 7)));
    watch.take(2, new StateDiffers(divergence(0, 20, 7L, 1, 66, 2, 7, 3, 7)));
    assertThat(said).isEmpty();
    watch.take(2, new StateDiffers(divergence(0, 10, null, 1, 66, 2, 7)));
    watch.take(2, new StateDiffers(divergence(0, 10, 66L, 1, 66, 2, 66, 3, 7)));
    assertThat(said).hasSize(2);
    assertThat(lifecycle.isRunning()).isTrue();
    watch.take(2, new StateDiffers(divergence(5, 10, 7L, 1, 66, 2, 7, 3, 7)));
    assertThat(lifecycle.failure())
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("member 1 has another state than a majority")
        .hasMessageContaining("the first difference lies in entries 6 to 10")
        .hasMessageContaining("0000000000000042 on member 1, 0000000000000007 on member 2");
  }

  @Test
  void whoCannotBeReachedOrWasHeardByAnEarlierLeadershipDoesNotCount() {
    leads();
    has(10, 7);
    watch.take(2, hashes(10, 66));
    watch.disconnected(2);
    watch.take(3, hashes(10, 66));
    assertThat(lifecycle.isRunning()).isTrue();
    watch.changed(new Effect.RoleChanged(RoleName.FOLLOWER, 2));
    watch.take(2, hashes(10, 66));
    watch.changed(new Effect.RoleChanged(RoleName.LEADER, 3));
    watch.take(2, hashes(10, 66));
    assertThat(lifecycle.isRunning()).isTrue();
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> divergence(10, 10, null, 1, 7))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Divergence(0, 1, new TreeMap<>(Map.of()), null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
