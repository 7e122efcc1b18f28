package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.SessionLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes to structures are applied once, whatever becomes of leaders and sessions. */
class ExactlyOnceTest {
  @TempDir Path root;

  @Test
  void appendsUnderWayAreDoneOnceWhenTheLeaderStops() throws Exception {
    try (ThreeMembers members = ThreeMembers.start(root)) {
      int appended = 0;
      for (int round = 0; round < 3; round++) {
        int leader = members.leader();
        Balsa writer = members.get(members.follower());
        ReplicatedList<Integer> list = writer.list("appended", Integer.class);
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          writes.add(list.addAsync(appended));
          appended++;
        }
        members.stop(leader);
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        members.start(leader);
      }
      assertThat(members.get(1).list("appended", Integer.class).all())
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, appended).boxed().toList());
    }
  }

  @Test
  void aMemberWhoseSessionHadToMakeRoomGoesOnInAnotherOne() throws Exception {
    Limits narrow = Limits.STANDARD.with(SessionLimits.STANDARD.withSessions(1));
    try (ThreeMembers members = ThreeMembers.start(root, cluster -> cluster.limits(narrow))) {
      for (int round = 0; round < 3; round++) {
        for (Balsa balsa : members.all()) {
          balsa.list("all", Long.class).add(balsa.self().id());
        }
      }
      assertThat(members.get(1).list("all", Long.class).all())
          .containsExactly(1L, 2L, 3L, 1L, 2L, 3L, 1L, 2L, 3L);
    }
  }
}
