package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.kv.KvException;
import dev.balsa.kv.RangeRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the structures do, from every member of one cluster. */
class StructuresTest {
  record Point(int x, int y) {}

  @TempDir static Path root;
  private static ThreeMembers members;

  @BeforeAll
  static void start() throws Exception {
    members = ThreeMembers.start(root);
  }

  @AfterAll
  static void stop() {
    members.close();
  }

  private static List<String> keys(String prefix) {
    Balsa balsa = members.get(1);
    assertThat(balsa.value("sync", Integer.class).get()).isNull();
    return balsa.store().range(RangeRequest.prefix(Bytes.utf8(prefix))).kvs().stream()
        .map(pair -> pair.key().utf8() + "=" + pair.value().utf8())
        .toList();
  }

  @Test
  void aValueIsTheSameFromEveryMember() {
    assertThat(members.get(1).value("point", Point.class).get()).isNull();
    for (Balsa writer : members.all()) {
      Point point = new Point((int) writer.self().id(), 7);
      writer.value("point", Point.class).set(point);
      for (Balsa reader : members.all()) {
        assertThat(reader.value("point", Point.class).get()).isEqualTo(point);
      }
    }
    assertThat(keys("point")).containsExactly("point={\"x\":3,\"y\":7}");
    assertThat(members.get(2).value("point", Point.class).delete()).isTrue();
    assertThat(members.get(3).value("point", Point.class).delete()).isFalse();
    assertThat(members.get(1).value("point", Point.class).get()).isNull();
  }

  @Test
  void compareAndSetComparesValues() {
    Replicated<Point> point = members.get(2).value("cas", Point.class);
    assertThat(point.compareAndSet(new Point(1, 1), new Point(2, 2))).isFalse();
    assertThat(point.compareAndSet(null, new Point(1, 1))).isTrue();
    assertThat(point.compareAndSet(null, new Point(3, 3))).isFalse();
    // The same value as another program may have written it.
    members.get(1).value("cas", Codec.utf8()).set("{ \"y\": 1, \"x\": 1 }");
    assertThat(point.compareAndSet(new Point(1, 1), new Point(2, 2))).isTrue();
    assertThat(point.get()).isEqualTo(new Point(2, 2));
  }

  @Test
  void updatesOfAllMembersAreAllCounted() throws Exception {
    List<CompletableFuture<?>> updates = new ArrayList<>();
    AtomicInteger calls = new AtomicInteger();
    for (Balsa balsa : members.all()) {
      Replicated<Integer> counter = balsa.value("counter", Integer.class);
      for (int i = 0; i < 10; i++) {
        updates.add(
            counter.updateAsync(n -> {
              calls.incrementAndGet();
              return n == null ? 1 : n + 1;
            }));
      }
    }
    CompletableFuture.allOf(updates.toArray(CompletableFuture[]::new)).get();
    assertThat(members.get(1).value("counter", Integer.class).get()).isEqualTo(30);
    assertThat(calls).hasValueGreaterThanOrEqualTo(30);
    assertThat(members.get(1).value("counter", Integer.class).update(n -> null)).isNull();
    assertThat(members.get(2).value("counter", Integer.class).update(n -> n)).isNull();
  }

  @Test
  void anUpdateThatThrowsChangesNothing() {
    Replicated<Integer> value = members.get(1).value("throws", Integer.class);
    value.set(1);
    assertThatThrownBy(() ->
            value.update(n -> {
              throw new ArithmeticException("no");
            }))
        .isInstanceOf(ArithmeticException.class);
    assertThat(value.get()).isEqualTo(1);
  }

  @Test
  void aMapKeepsEachEntryUnderAKeyOfItsOwn() {
    ReplicatedMap<String, Integer> map = members.get(1).map("m", Integer.class);
    ReplicatedMap<String, Integer> same = members.get(3).map("m", Integer.class);
    map.put("b", 2);
    map.put("a/x", 1);
    map.put("", 0);
    assertThat(keys("m/")).containsExactly("m/=0", "m/a/x=1", "m/b=2");
    assertThat(same.entries())
        .containsExactly(Map.entry("", 0), Map.entry("a/x", 1), Map.entry("b", 2));
    assertThat(same.keys()).containsExactly("", "a/x", "b");
    assertThat(same.size()).isEqualTo(3);
    assertThat(same.get("b")).isEqualTo(2);
    assertThat(same.get("c")).isNull();
    assertThat(same.putIfAbsent("b", 9)).isEqualTo(2);
    assertThat(same.putIfAbsent("c", 3)).isNull();
    assertThat(map.compareAndSet("c", 3, 4)).isTrue();
    assertThat(map.compute("c", n -> n == null ? 0 : n * 2)).isEqualTo(8);
    assertThat(map.compute("c", n -> null)).isNull();
    assertThat(map.remove("c")).isFalse();
    assertThat(map.remove("b")).isTrue();
    assertThat(same.clear()).isEqualTo(2);
    assertThat(map.entries()).isEmpty();
  }

  @Test
  void r21TwoMapsNeverShareData() {
    Map<String, ReplicatedMap<String, String>> maps = new HashMap<>();
    for (String name : List.of("r21", "r21.r21", "r21-", "R21")) {
      maps.put(name, members.get(2).map(name, String.class));
      maps.get(name).put("key", name);
      maps.get(name).put("r21/key", name);
    }
    members.get(1).value("r21", String.class).set("a value of the same name");
    members.get(1).list("r21", String.class).add("a list of the same name");
    maps.forEach(
        (name, map) -> assertThat(map.entries()).isEqualTo(Map.of("key", name, "r21/key", name)));
    maps.get("r21").clear();
    assertThat(maps.get("R21").size()).isEqualTo(2);
    assertThat(members.get(1).value("r21", String.class).get()).isNotNull();
    assertThat(members.get(1).list("r21", String.class).size()).isEqualTo(1);
  }

  @Test
  void namesThatCouldReachIntoOtherStructuresAreRefused() {
    for (String name : List.of("", "a/b", "a:1", "a b", "é", "x".repeat(201))) {
      assertThatThrownBy(() -> members.get(1).map(name, String.class))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void keysMayBeNumbers() {
    ReplicatedMap<Long, String> map =
        members.get(1).map("numbers", Codec.text(Long.class), Codec.utf8());
    map.put(10L, "ten");
    map.put(9L, "nine");
    assertThat(map.entries()).containsExactly(Map.entry(10L, "ten"), Map.entry(9L, "nine"));
  }

  @Test
  void aListKeepsTheOrderOfItsAdditions() throws Exception {
    ReplicatedList<String> list = members.get(1).list("l", String.class);
    for (Balsa balsa : members.all()) {
      balsa.list("l", String.class).add("by " + balsa.self().id());
    }
    assertThat(list.all()).containsExactly("by 1", "by 2", "by 3");
    assertThat(keys("l:"))
        .containsExactly(
            "l:0000000000000001=\"by 1\"",
            "l:0000000000000002=\"by 2\"",
            "l:0000000000000003=\"by 3\"");
    assertThat(list.first()).isEqualTo("by 1");
    assertThat(list.last()).isEqualTo("by 3");
    assertThat(list.removeLast()).isEqualTo("by 3");
    assertThat(list.removeFirst()).isEqualTo("by 1");
    assertThat(list.size()).isEqualTo(1);
    assertThat(list.clear()).isEqualTo(1);
    assertThat(list.removeFirst()).isNull();
    assertThat(list.removeLast()).isNull();
    assertThat(list.first()).isNull();
  }

  @Test
  void additionsOfAllMembersAreAllThereAndEachIsTakenOnce() throws Exception {
    List<CompletableFuture<?>> additions = new ArrayList<>();
    for (Balsa balsa : members.all()) {
      ReplicatedList<String> list = balsa.list("many", String.class);
      for (int i = 0; i < 20; i++) {
        additions.add(list.addAsync(balsa.self().id() + "." + i));
      }
    }
    CompletableFuture.allOf(additions.toArray(CompletableFuture[]::new)).get();
    assertThat(members.get(1).list("many", String.class).size()).isEqualTo(60);
    Set<String> taken = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<?>> takers = new ArrayList<>();
    for (Balsa balsa : members.all()) {
      ReplicatedList<String> list = balsa.list("many", String.class);
      for (int i = 0; i < 10; i++) {
        takers.add(list.removeFirstAsync().thenAccept(x -> assertThat(taken.add(x)).isTrue()));
        takers.add(list.removeLastAsync().thenAccept(x -> assertThat(taken.add(x)).isTrue()));
      }
    }
    CompletableFuture.allOf(takers.toArray(CompletableFuture[]::new)).get();
    assertThat(taken).hasSize(60);
    assertThat(members.get(1).list("many", String.class).all()).isEmpty();
  }

  @Test
  void badDataIsNamedByItsKey() {
    members.get(1).value("broken", Codec.utf8()).set("{oops");
    assertThatThrownBy(() -> members.get(2).value("broken", Point.class).get())
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("key broken: bad JSON");
    members.get(1).map("broken", Codec.utf8(), Codec.utf8()).put("k", "7.5");
    assertThatThrownBy(() -> members.get(2).map("broken", Integer.class).entries())
        .hasMessageContaining(
            "key broken/k: bad JSON at $, line 1 column 1: expected a whole number");
    assertThat(members.get(2).map("broken", Integer.class).keys()).containsExactly("k");
  }

  @Test
  void aValueThatIsTooLargeIsRefusedAndNothingHappens() {
    Replicated<String> large = members.get(1).value("large", Codec.utf8());
    String text = "x".repeat(2_000_000);
    assertThatThrownBy(() -> large.set(text)).isInstanceOf(KvException.class);
    assertThat(large.setAsync(text))
        .failsWithin(ThreeMembers.PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(KvException.class);
    assertThat(large.get()).isNull();
  }

  @Test
  void whatFollowsAFutureMayWaitForTheClusterAgain() throws Exception {
    Replicated<Integer> value = members.get(3).value("chain", Integer.class);
    Integer read = value.setAsync(5).thenApply(done -> value.get()).get();
    assertThat(read).isEqualTo(5);
  }

  @Test
  void aLocalReadSaysHowOldItIs() throws Exception {
    Balsa follower = members.get(members.follower());
    Replicated<Integer> value = follower.value("local", Integer.class);
    value.set(1);
    LocalRead<Integer> read = value.local();
    assertThat(read.value()).isEqualTo(1);
    assertThat(read.appliedIndex()).isPositive();
    assertThat(read.behindEntries()).isNotNegative();
    assertThat(read.ageMillis()).isBetween(0L, 5_000L);
    Balsa leader = members.get(members.leader());
    assertThat(leader.map("nothing", Integer.class).local().value()).isEmpty();
    assertThat(leader.list("nothing", Integer.class).local().value()).isEmpty();
    assertThat(leader.map("nothing", Integer.class).local("k").value()).isNull();
  }

  @Test
  void anInterruptedCallerIsToldThatNobodyKnows() throws Exception {
    Replicated<Integer> value = members.get(1).value("interrupted", Integer.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> value.set(1))
        .isInstanceOf(dev.balsa.node.RequestException.Unknown.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
