package dev.balsa.net;

import static java.net.InetSocketAddress.createUnresolved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Configuration;
import dev.balsa.core.Configuration.Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemberAddressesTest {
  private static final Map<Long, InetSocketAddress> KNOWN =
      Map.of(1L, createUnresolved("a", 1), 2L, createUnresolved("b", 1));

  private static Configuration voting(List<Long> voters, Address... addresses) {
    return new Configuration(voters, List.of(), List.of(), List.of(), List.of(addresses));
  }

  @Test
  void whatTheLogSaysComesBeforeWhatWasKnown() {
    assertThat(MemberAddresses.merged(KNOWN, voting(List.of(1L, 2L), new Address(2, "[::1]:7"))))
        .isEqualTo(Map.of(1L, createUnresolved("a", 1), 2L, createUnresolved("::1", 7)));
  }

  @Test
  void whoWasRemovedKeepsItsAddressUntilAnotherHasIt() {
    assertThat(MemberAddresses.merged(KNOWN, voting(List.of(1L)))).isEqualTo(KNOWN);
    assertThat(MemberAddresses.merged(KNOWN, voting(List.of(1L, 3L), new Address(3, "b:1"))))
        .isEqualTo(Map.of(1L, createUnresolved("a", 1), 3L, createUnresolved("b", 1)));
  }

  @Test
  void whoReplacesADeadMemberHasItsAddressWhileThatOneStillVotes() {
    Configuration staging =
        new Configuration(
            List.of(1L, 2L),
            List.of(),
            List.of(),
            List.of(1L, 3L),
            List.of(new Address(2, "b:1"), new Address(3, "b:1")));
    assertThat(MemberAddresses.merged(KNOWN, staging))
        .isEqualTo(Map.of(1L, createUnresolved("a", 1), 3L, createUnresolved("b", 1)));
  }

  @Test
  void whatIsNoAddressLeavesWhatWasKnown() {
    for (String text : List.of("b", "b:x", "b:70000", ":")) {
      assertThat(MemberAddresses.merged(KNOWN, voting(List.of(1L, 2L), new Address(2, text))))
          .isEqualTo(KNOWN);
    }
  }
}
