package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.server.Budget.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientsTest {
  private static final RateLimits ONE_EACH =
      RateLimits.STANDARD.withRequests(1, 1).withClientsMax(2);

  private final List<String> said = new ArrayList<>();
  private long nowNanos = 77;

  private Clients clients(RateLimits limits) {
    return new Clients(limits, () -> nowNanos, said::add);
  }

  private static boolean asks(Clients clients, String name) {
    return clients.ask(clients.of(name)) == null;
  }

  @Test
  void oneClientsHasteDoesNotConcernAnother() {
    Clients clients = clients(ONE_EACH);
    assertThat(asks(clients, "a")).isTrue();
    assertThat(asks(clients, "a")).isFalse();
    assertThat(asks(clients, "b")).isTrue();
    assertThat(clients.requests()).isEqualTo(3);
    assertThat(clients.overRequests()).isEqualTo(1);
  }

  @Test
  void theStandardLetsThroughWhatProgramsDo() {
    Clients clients = clients(RateLimits.STANDARD);
    for (int i = 0; i < 20_000; i++) {
      assertThat(asks(clients, "a")).isTrue();
    }
    assertThat(asks(clients, "a")).as("a loop gone wrong").isFalse();
    nowNanos += TimeUnit.SECONDS.toNanos(1);
    for (int i = 0; i < 10_000; i++) {
      assertThat(asks(clients, "a")).isTrue();
    }
    assertThat(asks(clients, "a")).isFalse();
  }

  @Test
  void theTableOfClientsIsBounded() {
    Clients clients = clients(ONE_EACH);
    assertThat(asks(clients, "a")).isTrue();
    assertThat(asks(clients, "b")).isTrue();
    assertThat(asks(clients, "c")).as("those above share one account").isTrue();
    assertThat(asks(clients, "d")).isFalse();
    assertThat(asks(clients, "a")).as("a new name is no way to forget").isFalse();
    assertThat(clients.count()).isEqualTo(2);
  }

  @Test
  void whoHasNothingToPayOffIsForgottenForANewcomer() {
    Clients clients = clients(ONE_EACH);
    ClientAccount first = clients.of("a");
    assertThat(asks(clients, "a")).isTrue();
    assertThat(asks(clients, "b")).isTrue();
    nowNanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(clients.of("c")).isNotSameAs(clients.of("d"));
    assertThat(clients.count()).isEqualTo(2);
    assertThat(clients.of("a")).isNotSameAs(first);
  }

  @Test
  void whoHoldsSomethingIsNotForgotten() {
    Clients clients = clients(ONE_EACH);
    ClientAccount holder = clients.of("a");
    Budget budget = new Budget(10, 10);
    assertThat(budget.take(holder.bodies, 1)).isEqualTo(Answer.TAKEN);
    assertThat(clients.of("b")).isNotSameAs(clients.of("c"));
    assertThat(clients.of("a")).isSameAs(holder);
    budget.giveBack(holder.bodies, 1);
    clients.of("b");
    clients.of("d");
    assertThat(clients.of("a")).isNotSameAs(holder);
  }

  @Test
  void theAnswerSaysWhoWhichLimitAndWhatToDo() {
    Clients clients = clients(ONE_EACH);
    asks(clients, "a");
    assertThat(Objects.requireNonNull(clients.ask(clients.of("a"))).message())
        .isEqualTo(
            "balsa: client a is over its limit of 1 requests per second (requestsPerSecond,"
                + " --client-rate); try again in 1 s, ask less often, or raise it on this member");
    Clients wide = clients(RateLimits.STANDARD.withBytes(64 << 10, 1));
    ClientAccount reader = wide.of("b");
    reader.spend(200 << 10);
    ApiError over = Objects.requireNonNull(wide.ask(reader));
    assertThat(over.message())
        .contains("client b is over its limit of 65536 bytes per second", "--client-bytes", "4 s");
    assertThat(over.retrySeconds()).isEqualTo(4);
    assertThat(wide.overBytes()).isEqualTo(1);
  }

  @Test
  void theLogIsToldAtMostOnceInTenSeconds() {
    Clients clients = clients(ONE_EACH);
    asks(clients, "a");
    for (int i = 0; i < 5; i++) {
      asks(clients, "a");
    }
    assertThat(said).hasSize(1);
    assertThat(said.getFirst()).contains("client a is over", "told to wait 1 s");
    nowNanos += TimeUnit.SECONDS.toNanos(10);
    asks(clients, "a");
    asks(clients, "a");
    assertThat(said).hasSize(2);
  }

  @Test
  void whatNoRateAppliesToIsNeverRefused() {
    Clients clients = clients(ONE_EACH);
    clients.exempt().spend(Long.MAX_VALUE);
    for (int i = 0; i < 100; i++) {
      assertThat(clients.ask(clients.exempt())).isNull();
    }
    assertThat(clients.requests()).isZero();
  }
}
