package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final long OVERTAKE_NANOS = 10;

  private final Lanes lanes = new Lanes(OVERTAKE_NANOS);

  private Outgoing add(String name, long nowNanos) {
    int round = Integer.parseInt(name.substring(1));
    var message =
        name.charAt(0) == 'h' ? Members.heartbeat(1, 2, round) : Members.bulk(1, 2, round, 10);
    Outgoing outgoing = new Outgoing(null, 0, null, message, (int) MessageCodec.measure(message));
    lanes.add(outgoing, nowNanos);
    return outgoing;
  }

  private List<String> order(long nowNanos) {
    List<String> order = new ArrayList<>();
    for (Outgoing next = lanes.peek(nowNanos); next != null; next = lanes.peek(nowNanos)) {
      lanes.remove(next);
      order.add((next.urgent ? "h" : "b") + Members.round(next.message));
    }
    return order;
  }

  private void addAll() {
    for (String name : List.of("b1", "h2", "b3", "h4", "b5")) {
      add(name, 0);
    }
  }

  @Test
  void aLinkThatKeepsUpSeesTheOrderOfTheSender() {
    addAll();
    assertThat(order(1_000)).containsExactly("b1", "h2", "b3", "h4", "b5");
  }

  @Test
  void onAFullLinkUrgentMessagesOvertakeOnceTheyHaveWaited() {
    addAll();
    lanes.settle();
    add("h6", 5);
    assertThat(order(OVERTAKE_NANOS)).containsExactly("h2", "h4", "b1", "b3", "b5", "h6");
  }

  @Test
  void onAFullLinkTheyKeepTheirPlaceUntilThen() {
    addAll();
    lanes.settle();
    assertThat(order(OVERTAKE_NANOS - 1)).containsExactly("b1", "h2", "b3", "h4", "b5");
  }

  @Test
  void theCrowdIsOverWhenNothingWaits() {
    addAll();
    lanes.settle();
    order(0);
    lanes.settle();
    addAll();
    assertThat(order(1_000)).containsExactly("b1", "h2", "b3", "h4", "b5");
  }

  @Test
  void theWeightIsThatOfWhatWaits() {
    assertThat(lanes.weight()).isZero();
    Outgoing bulk = add("b1", 0);
    Outgoing heartbeat = add("h2", 0);
    assertThat(lanes.weight()).isEqualTo(bulk.weight() + heartbeat.weight());
    order(0);
    assertThat(lanes.weight()).isZero();
    assertThat(lanes.isEmpty()).isTrue();
  }
}
