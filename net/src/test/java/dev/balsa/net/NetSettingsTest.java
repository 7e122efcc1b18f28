package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class NetSettingsTest {
  private static final NetLimits STANDARD = NetLimits.STANDARD;

  private static void refused(ThrowingCallable making, String text) {
    assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(text);
  }

  @Test
  void everyLimitHasARange() {
    refused(
        () -> STANDARD.withBytes(1023, 1 << 20, 1 << 20, 1 << 20),
        "frameBytesMax is 1023; it must be from 1024 to 16777216");
    refused(
        () -> STANDARD.withBytes(2048, 2047, 1 << 20, 1 << 20),
        "messageBytesMax is 2047; it must be from 2048 to 268435456");
    refused(
        () -> STANDARD.withBytes(2048, 4096, 4095, 1 << 20),
        "bulkBytesMax is 4095; it must be from 4096 to 4294967296");
    refused(
        () -> STANDARD.withBytes(2048, 4096, 4096, 4095),
        "urgentBytesMax is 4095; it must be from 4096 to 1073741824");
    refused(
        () -> STANDARD.withTimes(-1, 1000, 1000, 100, 1000),
        "overtakeMillis is -1; it must be from 0 to 60000");
    refused(
        () -> STANDARD.withTimes(0, 9, 1000, 100, 1000),
        "connectMillis is 9; it must be from 10 to 60000");
    refused(
        () -> STANDARD.withTimes(0, 1000, 60_001, 100, 1000),
        "handshakeMillis is 60001; it must be from 10 to 60000");
    refused(
        () -> STANDARD.withTimes(0, 1000, 1000, 4, 1000),
        "pingMillis is 4; it must be from 5 to 60000");
    refused(
        () -> STANDARD.withTimes(0, 1000, 1000, 100, 199),
        "idleMillis is 199; it must be from 200 to 600000");
    refused(
        () -> STANDARD.withReconnect(0, 100, 100),
        "reconnectMillisMin is 0; it must be from 1 to 60000");
    refused(
        () -> STANDARD.withReconnect(50, 49, 100),
        "reconnectMillisMax is 49; it must be from 50 to 600000");
    refused(
        () -> STANDARD.withReconnect(50, 100, 49),
        "refusedRetryMillis is 49; it must be from 50 to 3600000");
    refused(
        () -> STANDARD.withHandshakesMax(0, 1), "handshakesMax is 0; it must be from 1 to 10000");
    refused(
        () -> STANDARD.withHandshakesMax(3, 4),
        "handshakesPerAddressMax is 4; it must be from 1 to 3");
    refused(() -> STANDARD.withCloseMillis(9), "closeMillis is 9; it must be from 10 to 60000");
  }

  @Test
  void theMemberItselfIsLeftOut() {
    Members members = new Members(3);
    assertThat(members.settings(2).peers()).containsOnlyKeys(1L, 3L);
  }

  @Test
  void addressesAreChecked() {
    Members members = new Members(2);
    InetSocketAddress two = members.address(2);
    refused(
        () -> NetSettings.of(Members.identity(1, 1), members.address(1), Map.of(2L, two, 3L, two)),
        "members 2 and 3 share the address " + two);
    refused(
        () -> NetSettings.of(Members.identity(1, 1), members.address(1), Map.of(-2L, two)),
        "member id -2 at " + two + "; member ids are positive");
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("no-such-host.invalid", 1);
    refused(
        () -> NetSettings.of(Members.identity(1, 1), nowhere, Map.of()),
        "cannot listen on no-such-host.invalid: no such host; give an address of this machine");
  }

  @Test
  void theWaitGrowsToItsLimitAndAboutHalfOfItIsChance() {
    Backoff backoff = new Backoff(STANDARD, new SplittableRandom(1));
    long doubled = 50;
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.nextMillis(false)).isBetween(doubled / 2, doubled);
      doubled = Math.min(1000, doubled * 2);
    }
    assertThat(backoff.nextMillis(true)).isBetween(2500L, 5000L);
    backoff.reset();
    assertThat(backoff.nextMillis(false)).isBetween(25L, 50L);
  }
}
