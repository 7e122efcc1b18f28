package dev.balsa.server.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.RoleName;
import dev.balsa.kv.Compare;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.RangeResponse;
import dev.balsa.kv.TxnRequest;
import dev.balsa.kv.TxnResponse;
import dev.balsa.node.RequestException;
import dev.balsa.server.RateLimits;
import dev.balsa.server.Served;
import dev.balsa.server.ServerSettings;
import dev.balsa.server.json.JsonValue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class GatewayClientTest {
  private static final ClientSettings QUICK = new ClientSettings(1000, 3000, 1 << 20);
  private static final PutRequest PUT = PutRequest.of(bytes("a"), bytes("1"));

  @Test
  void everyOperationComesBackAsTheStoreGaveIt() {
    try (Served served = new Served();
        GatewayClient client = client(served.address())) {
      assertThat(client.put(PUT).response().prevKv()).isNull();
      KeyValue first = new KeyValue(bytes("a"), bytes("1"), 2, 2, 1, 0);
      assertThat(client.put(PUT.withPrevKv()).response().prevKv()).isEqualTo(first);
      assertThat(client.get(bytes("a")).orElseThrow().version()).isEqualTo(2);
      assertThat(client.get(bytes("nothing"))).isEmpty();
      RangeRequest all =
          new RangeRequest(
              bytes("a"),
              bytes("\0"),
              1,
              3,
              RangeRequest.SortOrder.DESCEND,
              RangeRequest.SortTarget.MOD,
              true,
              true,
              false,
              1,
              9,
              1,
              9);
      Answer<RangeResponse> range = client.range(all);
      assertThat(range.response()).isEqualTo(served.replica.store.range(all));
      assertThat(range.age()).isEqualTo(new Answer.Age(2, 5, 250));
      assertThat(range.clusterId()).isEqualTo(-2);
      assertThat(range.memberId()).isEqualTo(1);
      assertThat(range.revision()).isEqualTo(3);
      assertThat(range.raftTerm()).isEqualTo(3);
      assertThat(client.range(RangeRequest.of(bytes("a"))).age()).isNull();
      assertThat(
              client.deleteRange(new DeleteRangeRequest(bytes("a"), bytes("b"), true)).response())
          .extracting(delete -> delete.prevKvs().size(), delete -> delete.deleted())
          .containsExactly(1, 1L);
    }
  }

  @Test
  void transactionsOfEveryKindComeBackAsTheStoreGaveThem() {
    try (Served served = new Served();
        GatewayClient client = client(served.address())) {
      client.put(PUT);
      TxnRequest txn =
          new TxnRequest(
              List.of(
                  Compare.ofValue(bytes("a"), Compare.Relation.EQUAL, bytes("1")),
                  Compare.of(bytes("a"), Compare.Target.VERSION, Compare.Relation.GREATER, 0),
                  Compare.of(bytes("a"), Compare.Target.CREATE, Compare.Relation.NOT_EQUAL, 9),
                  Compare.of(bytes("a"), Compare.Target.LEASE, Compare.Relation.EQUAL, 0),
                  Compare.unchanged(bytes("a"), 2)),
              List.of(
                  PutRequest.of(bytes("b"), bytes("2")),
                  RangeRequest.of(bytes("b")),
                  DeleteRangeRequest.of(bytes("a")),
                  new TxnRequest(List.of(), List.of(RangeRequest.of(bytes("b"))), List.of())),
              List.of(RangeRequest.of(bytes("a"))));
      TxnResponse done = client.txn(txn).response();
      assertThat(done.succeeded()).isTrue();
      assertThat(done.responses()).hasSize(4);
      assertThat(((RangeResponse) done.responses().get(1)).kvs())
          .containsExactly(new KeyValue(bytes("b"), bytes("2"), 3, 3, 1, 0));
      TxnResponse not = client.txn(txn).response();
      assertThat(not.succeeded()).isFalse();
      assertThat(not.responses()).hasSize(1);
    }
  }

  @Test
  void anEndpointThatIsNotThereIsPassedBy() throws Exception {
    try (Served served = new Served();
        GatewayClient client = client(free(), free(), served.address())) {
      assertThat(client.put(PUT).response().revision()).isEqualTo(2);
      assertThat(client.put(PUT).response().revision()).isEqualTo(3);
    }
  }

  @Test
  void anEndpointThatSaysItDidNothingIsPassedBy() {
    try (Served poor = new Served();
        Served good = new Served();
        GatewayClient client = client(poor.address(), good.address())) {
      poor.replica.fail(
          new RequestException.NotDone(RequestException.NotDone.Reason.NO_LEADER, "inside"));
      assertThat(client.put(PUT).response().revision()).isEqualTo(2);
      assertThat(client.get(bytes("a"))).isPresent();
    }
  }

  @Test
  void whenNobodyDoesItEveryReasonIsGiven() throws Exception {
    InetSocketAddress nobody = free();
    try (Served poor = new Served();
        GatewayClient client = client(nobody, poor.address())) {
      poor.replica.fail(
          new RequestException.NotDone(RequestException.NotDone.Reason.NO_LEADER, "inside"));
      assertThatExceptionOfType(GatewayException.NotDone.class)
          .isThrownBy(() -> client.put(PUT))
          .withMessageStartingWith("nothing was done: ")
          .withMessageContaining(nobody.getPort() + ": Connection refused; ")
          .withMessageContaining(poor.address().getPort() + ": etcdserver: no leader");
    }
  }

  @Test
  void aWriteThatMayHaveHappenedIsNotTriedElsewhere() {
    try (Served unsure = new Served();
        Served good = new Served();
        GatewayClient client = client(unsure.address(), good.address())) {
      unsure.replica.fail(new RequestException.Unknown("inside"));
      assertThatExceptionOfType(GatewayException.Unknown.class)
          .isThrownBy(() -> client.put(PUT))
          .withMessageContaining("may have been applied");
      assertThat(good.replica.store.revision()).isEqualTo(1);
      assertThat(client.range(RangeRequest.of(bytes("a"))).response().count()).isZero();
    }
  }

  @Test
  void aWriteWhoseAnswerNeverComesIsUnknownAndAReadGoesOn() {
    ClientSettings hasty = new ClientSettings(1000, 400, 1 << 20);
    try (Served stuck = new Served();
        Served good = new Served();
        GatewayClient client = new GatewayClient(List.of(stuck.address(), good.address()), hasty)) {
      stuck.replica.fallSilent();
      assertThat(client.range(RangeRequest.of(bytes("a"))).response().count()).isZero();
      try (GatewayClient writer = new GatewayClient(List.of(stuck.address()), hasty)) {
        assertThatExceptionOfType(GatewayException.Unknown.class)
            .isThrownBy(() -> writer.put(PUT))
            .withMessageContaining("no answer in time")
            .withMessageContaining("may have been applied");
      }
    }
  }

  @Test
  void aWrongRequestIsRefusedOnceAndForAll() {
    try (Served served = new Served();
        GatewayClient client = client(served.address(), served.address())) {
      assertThatExceptionOfType(GatewayException.Refused.class)
          .isThrownBy(() -> client.put(PutRequest.of(Bytes.EMPTY, Bytes.EMPTY)))
          .withMessage("etcdserver: key is not provided")
          .extracting(GatewayException.Refused::code)
          .isEqualTo(3);
    }
  }

  @Test
  void aConnectionThatWasClosedMeanwhileIsNotUsedForAWrite() {
    ServerSettings forgetful = ServerSettings.STANDARD.withClientTimeouts(600, 600, 600);
    try (Served served = new Served(forgetful);
        GatewayClient client = client(served.address())) {
      client.put(PUT);
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (served.connectionCount() > 0) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
      assertThat(client.put(PUT).response().revision()).isEqualTo(3);
    }
  }

  @Test
  void statusAndHealthAreToldByEachMember() throws Exception {
    try (Served served = new Served();
        GatewayClient client = client(served.address())) {
      MemberStatus status = client.status(served.address());
      assertThat(status.member()).isEqualTo(1);
      assertThat(status.cluster()).isEqualTo("fffffffffffffffe");
      assertThat(status.directory()).isEqualTo("0000000000000abc");
      assertThat(status.boot()).isEqualTo(4);
      assertThat(status.role()).isEqualTo("leader");
      assertThat(status.lastIndex()).isEqualTo(7);
      assertThat(status.links())
          .containsExactly(
              new MemberStatus.Link(2, "localhost:8001", "refused", "the \"other\" cluster"));
      assertThat(JsonValue.parse(status.json()).get("term").number()).isEqualTo(3);
      assertThat(client.health(served.address())).isEqualTo(new Health(true, ""));
      served.replica.fail(new RequestException.Unknown("inside"));
      assertThat(client.health(served.address()))
          .isEqualTo(new Health(false, "etcdserver: request timed out"));
      InetSocketAddress nobody = free();
      assertThatExceptionOfType(GatewayException.NotDone.class)
          .isThrownBy(() -> client.status(nobody))
          .withMessageContaining("Connection refused");
    }
  }

  @Test
  void eventsAreReadUntilTheReaderHasEnough() {
    try (Served served = new Served();
        GatewayClient client = client(served.address())) {
      for (int term = 1; term <= 5; term++) {
        served.events.turned(
            0, List.of(), List.of(new Effect.RoleChanged(RoleName.FOLLOWER, term)));
      }
      List<String> lines = new ArrayList<>();
      client.events(
          served.address(),
          2,
          false,
          line -> {
            lines.add(line);
            return lines.size() < 3;
          });
      assertThat(lines)
          .extracting(line -> JsonValue.parse(line).get("term").number())
          .containsExactly(3L, 4L, 5L);
    }
  }

  @Test
  void whoIsToldToWaitWaitsSoLongAndAsksAgain() {
    AtomicLong nanos = new AtomicLong();
    List<Long> waited = new ArrayList<>();
    try (Served served = new Served(oncePerSecond(), nanos::get);
        GatewayClient client =
            client(
                pause -> {
                  waited.add(pause);
                  nanos.addAndGet(pause);
                },
                served.address())) {
      assertThat(client.put(PUT).response().revision()).isEqualTo(2);
      assertThat(waited).isEmpty();
      assertThat(client.put(PUT).response().revision()).isEqualTo(3);
      assertThat(client.get(bytes("a"))).isPresent();
      assertThat(waited).containsExactly(1_000_000_000L, 1_000_000_000L);
    }
  }

  @Test
  void anotherEndpointIsAskedBeforeAnybodyWaits() {
    AtomicLong nanos = new AtomicLong();
    try (Served busy = new Served(oncePerSecond(), nanos::get);
        Served free = new Served();
        GatewayClient client =
            client(pause -> fail("nobody has to wait"), busy.address(), free.address())) {
      assertThat(client.put(PUT).response().revision()).isEqualTo(2);
      assertThat(client.put(PUT).response().revision()).isEqualTo(2);
      assertThat(free.replica.store.revision()).isEqualTo(2);
    }
  }

  @Test
  void whoWouldHaveToWaitLongerThanItHasTimeSaysSoAtOnce() {
    AtomicLong nanos = new AtomicLong();
    RateLimits narrow = RateLimits.STANDARD.withBytes(64 << 10, 1).withRefusedPause(0);
    try (Served served = new Served(ServerSettings.STANDARD.with(narrow), nanos::get);
        GatewayClient client =
            client(pause -> fail("there is no time for that"), served.address())) {
      client.put(PutRequest.of(bytes("a"), Bytes.wrap(new byte[200 << 10])));
      assertThatExceptionOfType(GatewayException.NotDone.class)
          .isThrownBy(() -> client.put(PUT))
          .withMessageStartingWith("nothing was done: ")
          .withMessageContaining("over its limit of 65536 bytes per second")
          .withMessageContaining("try again in 5 s");
    }
  }

  @Test
  void whoIsInterruptedDoesNotWaitOn() {
    AtomicLong nanos = new AtomicLong();
    try (Served served = new Served(oncePerSecond(), nanos::get);
        GatewayClient client = client(Rounds::pause, served.address())) {
      client.put(PUT);
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(GatewayException.NotDone.class)
          .isThrownBy(() -> client.put(PUT))
          .withMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(served.replica.store.revision()).isEqualTo(2);
    }
  }

  private static ServerSettings oncePerSecond() {
    return ServerSettings.STANDARD.with(RateLimits.STANDARD.withRequests(1, 1).withRefusedPause(0));
  }

  private static GatewayClient client(LongConsumer pauseNanos, InetSocketAddress... endpoints) {
    return new GatewayClient(List.of(endpoints), QUICK, null, pauseNanos);
  }

  @Test
  void anAnswerAboveTheLimitIsNotTaken() {
    try (Served served = new Served();
        GatewayClient client =
            new GatewayClient(List.of(served.address()), new ClientSettings(1000, 3000, 1024))) {
      client.put(PutRequest.of(bytes("a"), Bytes.wrap(new byte[2000])));
      assertThatExceptionOfType(GatewayException.NotDone.class)
          .isThrownBy(() -> client.get(bytes("a")))
          .withMessageContaining("longer than 1024 bytes");
    }
  }

  @Test
  void settingsAndEndpointsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientSettings(0, 1, 1024))
        .withMessage("connectTimeoutMillis is 0; it must be from 1 to 600000");
    assertThatIllegalArgumentException().isThrownBy(() -> new GatewayClient(List.of(), QUICK));
    try (GatewayClient client =
        client(InetSocketAddress.createUnresolved("no-such-host.invalid", 1))) {
      assertThatExceptionOfType(GatewayException.NotDone.class)
          .isThrownBy(() -> client.get(bytes("a")))
          .withMessageContaining("no address is known for no-such-host.invalid");
    }
  }

  private static GatewayClient client(InetSocketAddress... endpoints) {
    return new GatewayClient(List.of(endpoints), QUICK);
  }

  /** An address on which nobody listens. */
  private static InetSocketAddress free() throws java.io.IOException {
    try (java.net.ServerSocket socket =
        new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  private static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }
}
