package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.RoleName;
import dev.balsa.node.PeerMessage.StateDiffers;
import dev.balsa.node.RecordingTransport.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DivergenceWatchTest {
  private static final long TIMEOUT_NANOS = 400_000_000;

  private final RecordingTransport transport = new RecordingTransport();
  private final List<String> alarms = new ArrayList<>();
  private final NodeObserver observer =
      new NodeObserver() {
        @Override
        public void diverged(long index, Map<Long, Long> hashes) {
          alarms.add(index + " " + new java.util.TreeMap<>(hashes));
        }
      };
  private final Lifecycle lifecycle = new Lifecycle(1, observer, List.of());
  private final StateHashes own = new StateHashes();
  private final DivergenceWatch watch =
      new DivergenceWatch(
          NodeSettings.of(1, new Configuration(List.of(1L, 2L, 3L)), 1),
          own,
          transport,
          observer,
          lifecycle);

  private static PeerMessage.StateHashes hashes(long... indexesAndHashes) {
    List<StateHash> all = new ArrayList<>();
    for (int i = 0; i < indexesAndHashes.length; i += 2) {
      all.add(new StateHash(indexesAndHashes[i], indexesAndHashes[i + 1]));
    }
    return new PeerMessage.StateHashes(all);
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
    assertThat(alarms).isEmpty();
  }

  @Test
  void theOddOneIsToldOfTheFirstDifference() {
    leads();
    has(10, 7, 20, 8, 30, 9);
    watch.take(3, hashes(10, 7, 20, 66, 30, 67));
    assertThat(alarms).containsExactly("20 {1=8, 3=66}");
    assertThat(transport.taken()).isEmpty();
    watch.take(2, hashes(10, 7, 20, 8));
    assertThat(transport.taken()).containsExactly(new Sent(3, new StateDiffers(20, 66, 8)));
    assertThat(alarms).hasSize(1);
    assertThat(lifecycle.isRunning()).isTrue();
  }

  @Test
  void aLeaderThatIsTheOddOneStops() {
    leads();
    has(10, 66);
    watch.take(2, hashes(10, 7));
    assertThat(lifecycle.isRunning()).isTrue();
    watch.take(3, hashes(10, 7));
    assertThat(lifecycle.failure()).isInstanceOf(DivergedException.class);
    assertThat(((DivergedException) lifecycle.failure()).index()).isEqualTo(10);
  }

  @Test
  void whoIsToldStopsOnlyIfThatIsStillItsState() {
    has(10, 66);
    follows();
    watch.take(3, new StateDiffers(10, 66, 7));
    watch.take(2, new StateDiffers(10, 65, 7));
    watch.take(2, new StateDiffers(20, 66, 7));
    watch.take(2, new StateDiffers(10, 66, 66));
    assertThat(lifecycle.isRunning()).isTrue();
    watch.take(2, new StateDiffers(10, 66, 7));
    assertThat(lifecycle.failure())
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("at entry 10")
        .hasMessageContaining("0000000000000042 here");
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
}
