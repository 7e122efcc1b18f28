package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.BalsaStartException.Kind;
import dev.balsa.node.RequestException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when members stop, come back or may not start. */
class FailureTest {
  @TempDir Path root;

  @Test
  void r12TwoConcurrentWritersBothComplete() throws Exception {
    try (ThreeMembers members = ThreeMembers.start(root)) {
      for (int round = 0; round < 20; round++) {
        CompletableFuture<?> one = members.get(1).value("one", Integer.class).setAsync(round);
        CompletableFuture<?> two = members.get(2).value("two", Integer.class).setAsync(round);
        CompletableFuture<?> same = members.get(2).value("one", Integer.class).setAsync(round);
        CompletableFuture.allOf(one, two, same).get(20, TimeUnit.SECONDS);
        assertThat(members.get(3).value("one", Integer.class).get()).isEqualTo(round);
        assertThat(members.get(3).value("two", Integer.class).get()).isEqualTo(round);
      }
    }
  }

  @Test
  void operationsGoOnWhenTheLeaderIsClosed() throws Exception {
    try (ThreeMembers members = ThreeMembers.start(root)) {
      members.get(2).value("x", Integer.class).set(1);
      int old = members.leader();
      members.stop(old);
      for (Balsa balsa : members.all()) {
        assertThat(balsa.value("x", Integer.class).get()).isEqualTo(1);
        balsa.list("writers", Long.class).add(balsa.self().id());
      }
      assertThat(members.leader()).isNotEqualTo(old);
      Balsa back = members.start(old);
      assertThat(back.list("writers", Long.class).all()).hasSize(2);
      assertThat(back.value("x", Integer.class).get()).isEqualTo(1);
    }
  }

  @Test
  void r13WritesEndWhenNobodyLeads() throws Exception {
    Limits quick = Limits.STANDARD.with(dev.balsa.node.NodeLimits.STANDARD.withTimeouts(500, 5000));
    try (ThreeMembers members = ThreeMembers.start(root, cluster -> cluster.limits(quick))) {
      int last = members.follower();
      for (int member = 1; member <= 3; member++) {
        if (member != last) {
          members.stop(member);
        }
      }
      Balsa alone = members.get(last);
      assertThatThrownBy(() -> alone.value("x", Integer.class).set(1))
          .isInstanceOf(RequestException.class);
      assertThatThrownBy(() -> alone.value("x", Integer.class).get())
          .isInstanceOf(RequestException.NotDone.class);
      assertThat(alone.waitUntilLeader(Duration.ofMillis(50))).isEmpty();
      assertThat(alone.waitUntilReady(Duration.ofMillis(50))).isFalse();
      assertThat(alone.value("x", Integer.class).local().value()).isNull();
    }
  }

  @Test
  void r20NoStaleValueIsReadAtAMemberThatReturns() throws Exception {
    try (ThreeMembers members = ThreeMembers.start(root)) {
      int sleeper = members.follower();
      Balsa writer = members.get(members.leader());
      writer.value("hackathon", String.class).set("old");
      for (int round = 0; round < 5; round++) {
        assertThat(members.get(sleeper).value("hackathon", String.class).get()).isNotNull();
        members.stop(sleeper);
        String value = "new " + round;
        writer.value("hackathon", String.class).set(value);
        Replicated<String> returned = members.start(sleeper).value("hackathon", String.class);
        for (int read = 0; read < 20; read++) {
          assertThat(returned.get()).isEqualTo(value);
        }
      }
    }
  }

  @Test
  void r19MembersOfOneProcessShareNothing() throws Exception {
    Path other = root.resolve("other");
    try (ThreeMembers here = ThreeMembers.start(root.resolve("here"));
        ThreeMembers there = ThreeMembers.start(other, cluster -> cluster.name("other"))) {
      here.get(1).value("x", String.class).set("here");
      assertThat(there.get(1).value("x", String.class).get()).isNull();
      int leader = here.leader();
      assertThat(here.all().stream().filter(Balsa::isLeader)).hasSize(1);
      for (Balsa balsa : here.all()) {
        assertThat(balsa.value("x", String.class).get()).isEqualTo("here");
        assertThat(balsa.leader()).contains(here.cluster.member(leader));
      }
      here.stop(leader);
      assertThat(there.get(1).leader()).contains(there.cluster.member(there.leader()));
    }
  }

  @Test
  void everythingIsThereAfterAllHaveStopped() throws Exception {
    ThreeMembers members = ThreeMembers.start(root);
    try (members) {
      members.get(1).map("m", Integer.class).put("k", 1);
      members.get(2).list("l", Integer.class).add(2);
    }
    try (members) {
      for (int member = 1; member <= 3; member++) {
        members.start(member);
      }
      assertThat(members.get(3).map("m", Integer.class).get("k")).isEqualTo(1);
      assertThat(members.get(3).list("l", Integer.class).all()).containsExactly(2);
    }
  }

  @Test
  void aDirectoryIsOpenedOnce() throws Exception {
    Cluster cluster =
        Balsa.cluster(ThreeMembers.freeAddresses(1).getFirst()).directory(root.resolve("d"));
    try (Balsa first = cluster.start(1)) {
      assertThat(first.waitUntilReady(ThreeMembers.PATIENCE)).isTrue();
      assertThatThrownBy(() -> cluster.start(1))
          .isInstanceOfSatisfying(
              BalsaStartException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DIRECTORY_LOCKED))
          .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
    }
    try (Balsa again = cluster.start(1)) {
      assertThat(again.waitUntilReady(ThreeMembers.PATIENCE)).isTrue();
    }
  }

  @Test
  void aDirectoryOfAnotherClusterOrMemberIsRefused() throws Exception {
    Cluster cluster =
        Balsa.cluster(ThreeMembers.freeAddresses(3).toArray(String[]::new))
            .directory(root.resolve("d"));
    cluster.start(1).close();
    for (CompletableFuture<Balsa> wrong :
        java.util.List.of(
            CompletableFuture.supplyAsync(() -> cluster.name("another").start(1)),
            CompletableFuture.supplyAsync(() -> cluster.start(2)))) {
      assertThat(wrong)
          .failsWithin(ThreeMembers.PATIENCE)
          .withThrowableThat()
          .havingCause()
          .isInstanceOfSatisfying(
              BalsaStartException.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRONG_IDENTITY));
    }
    cluster.start(1).close();
  }

  @Test
  void aBusyAddressIsNamedAndTheDirectoryGivenBack() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cluster cluster =
          Balsa.cluster("127.0.0.1:" + busy.getLocalPort()).directory(root.resolve("d"));
      assertThatThrownBy(() -> cluster.start(1))
          .isInstanceOfSatisfying(
              BalsaStartException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ADDRESS_BUSY))
          .hasMessageContaining("127.0.0.1:" + busy.getLocalPort());
      Cluster elsewhere = cluster.listen("127.0.0.1:0");
      elsewhere.start(1).close();
    }
  }

  @Test
  void withoutADirectoryNothingStartsAndNothingIsKeptElsewhere() throws Exception {
    Cluster cluster = Balsa.cluster(ThreeMembers.freeAddresses(1).getFirst());
    assertThatThrownBy(() -> cluster.start(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no directory for the data of member 1; name one with directory(path)");
  }

  @Test
  void damageAndUnusableDirectoriesAreTold() throws Exception {
    Cluster cluster = Balsa.cluster(ThreeMembers.freeAddresses(1).getFirst());
    Path file = Files.writeString(root.resolve("file"), "x");
    assertThatThrownBy(() -> cluster.directory(file.resolve("d")).start(1))
        .isInstanceOfSatisfying(
            BalsaStartException.class,
            e -> assertThat(e.kind()).isEqualTo(Kind.DIRECTORY_UNUSABLE));
    Path directory = root.resolve("damaged");
    try (Balsa balsa = cluster.directory(directory).start(1)) {
      for (int i = 0; i < 50; i++) {
        balsa.value("x", Integer.class).set(i);
      }
    }
    Path segment;
    try (var files = Files.list(directory)) {
      segment =
          files.max(java.util.Comparator.comparingLong(f -> f.toFile().length())).orElseThrow();
    }
    byte[] content = Files.readAllBytes(segment);
    content[1024] ^= 1;
    Files.write(segment, content);
    assertThatThrownBy(() -> cluster.directory(directory).start(1))
        .isInstanceOfSatisfying(
            BalsaStartException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED))
        .hasMessageContaining(segment.getFileName().toString());
  }

  @Test
  void badArgumentsAreRefusedBeforeAnythingIsTouched() throws Exception {
    Cluster cluster = Balsa.cluster("127.0.0.1:1", "127.0.0.1:2");
    assertThatThrownBy(() -> cluster.start(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cluster.directory(root.resolve("d")).start(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no member 3; it has [1, 2]");
    assertThat(root.resolve("d")).doesNotExist();
    assertThatThrownBy(() -> Balsa.cluster()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Balsa.cluster("a:1", "a:1"))
        .hasMessageContaining("two members have the address a:1");
    for (String address : java.util.List.of("a", "a:", ":1", "a:x", "::1:5", "a:0", "a:65536")) {
      assertThatThrownBy(() -> Balsa.cluster(address))
          .as(address)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Balsa.cluster("[::1]:5").member(1).address()).isEqualTo("[::1]:5");
    assertThatThrownBy(() -> cluster.listen("nowhere"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cluster.name("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void requestsOfAClosedMemberEnd() throws Exception {
    Cluster cluster =
        Balsa.cluster(ThreeMembers.freeAddresses(3).toArray(String[]::new))
            .directory(root.resolve("d"));
    Balsa alone = cluster.start(1);
    CompletableFuture<?> waiting = alone.value("x", Integer.class).setAsync(1);
    alone.close();
    alone.close();
    assertThat(waiting)
        .failsWithin(ThreeMembers.PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(RequestException.class);
    assertThatThrownBy(() -> alone.value("x", Integer.class).get())
        .isInstanceOf(RequestException.NotDone.class);
    assertThat(alone.waitUntilReady(ThreeMembers.PATIENCE)).isFalse();
    assertThat(alone.waitUntilLeader(ThreeMembers.PATIENCE)).isEmpty();
  }

  @Test
  void anObserverThatThrowsHarmsNobody() throws Exception {
    AtomicBoolean told = new AtomicBoolean();
    try (ThreeMembers members =
        ThreeMembers.start(
            root,
            cluster ->
                cluster.observer(
                    new dev.balsa.node.NodeObserver() {
                      @Override
                      public void applied(dev.balsa.core.Entry entry, dev.balsa.core.Bytes result) {
                        told.set(true);
                        throw new IllegalStateException("a clumsy observer");
                      }
                    }))) {
      members.get(1).value("x", Integer.class).set(1);
      assertThat(members.get(2).value("x", Integer.class).get()).isEqualTo(1);
      assertThat(members.leader()).isPositive();
      assertThat(told).isTrue();
    }
  }
}
