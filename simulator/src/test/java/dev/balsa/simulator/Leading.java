package dev.balsa.simulator;

import dev.balsa.core.Bytes;
import dev.balsa.kv.RangeRequest;
import dev.balsa.node.Consistency;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What stories about leadership, and about reads that rest on it, ask for. */
public final class Leading {
  private static final long SEEDS = 5;

  private Leading() {}

  /** Tells a story in which leaders hold leases, of clocks that are off by up to a tenth. */
  public static void playWithLeases(int members, Consumer<Scenario> story) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Scenario scenario = Scenario.withLeases(seed, members);
      story.accept(scenario);
      scenario.finish();
    }
  }

  /** Asks a member to read as freshly as it is told. */
  public static CompletableFuture<String> get(
      Scenario story, long member, Consistency consistency, String key) {
    Incarnation process = story.process(member);
    CompletableFuture<String> answer =
        process
            .core()
            .read(consistency, () -> process.store().range(RangeRequest.of(Bytes.utf8(key))))
            .thenApply(read -> Scenario.value(read.value()));
    process.asked();
    return answer;
  }

  /** The same, which must succeed. */
  public static String read(Scenario story, long member, Consistency consistency, String key) {
    CompletableFuture<String> answer = get(story, member, consistency, key);
    story.ends(answer);
    return answer.join();
  }

  /** Asks a member to hand leadership over; ends with the member that leads then. */
  public static CompletableFuture<String> transfer(Scenario story, long member, long to) {
    Incarnation process = story.process(member);
    CompletableFuture<String> over =
        process.core().transferLeadership(to).thenApply(leader -> "" + leader);
    process.asked();
    return over;
  }
}
