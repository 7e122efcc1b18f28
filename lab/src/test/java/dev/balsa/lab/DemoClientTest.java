package dev.balsa.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DemoClientTest {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final Cell cell = new Cell();
  private final List<String> done = new ArrayList<>();

  /** The variable of a cluster in memory, and everything that was asked of it. */
  private static final class Cell implements DemoClient.Variable {
    private @Nullable String value;
    private int reads;
    private int writes;
    private @Nullable RuntimeException trouble;
    private Runnable betweenReadAndWrite = () -> {};

    @Override
    public synchronized @Nullable String get() {
      reads++;
      if (trouble != null) {
        throw trouble;
      }
      String read = value;
      betweenReadAndWrite.run();
      return read;
    }

    @Override
    public synchronized boolean compareAndSet(@Nullable String expected, String update) {
      writes++;
      if (value == null ? expected != null : !value.equals(expected)) {
        return false;
      }
      value = update;
      return true;
    }

    synchronized void set(String newValue) {
      value = newValue;
    }

    synchronized @Nullable String value() {
      return value;
    }

    synchronized int reads() {
      return reads;
    }

    synchronized int writes() {
      return writes;
    }
  }

  private DemoClient client(long pauseMillis) {
    return new DemoClient(pauseMillis, "first", "second", cell, this::note);
  }

  private void note() {
    synchronized (done) {
      done.add(String.valueOf(cell.value()));
    }
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not happen");
      }
      Thread.onSpinWait();
    }
  }

  private int doneCount() {
    synchronized (done) {
      return done.size();
    }
  }

  @Test
  void lc25_theFirstLeaderWritesTheFirstValueAndTheNextOneTheSecond() {
    try (DemoClient one = client(0);
        DemoClient two = client(0)) {
      one.leads(1);
      until(() -> doneCount() == 1);
      assertThat(cell.value()).isEqualTo("first");
      one.leads(0);
      two.leads(2);
      until(() -> doneCount() == 2);
      assertThat(cell.value()).isEqualTo("second");
    }
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void s10_theThirdLeaderWritesNothing() {
    cell.set("second");
    try (DemoClient client = client(0)) {
      client.leads(3);
      until(() -> cell.reads() == 1);
      client.leads(0);
      client.leads(4);
      until(() -> cell.reads() == 2);
    }
    assertThat(cell.writes()).isZero();
    assertThat(done).isEmpty();
  }

  @Test
  void lc31_aFollowerWritesNothing() {
    try (DemoClient client = client(0)) {
      client.leads(0);
    }
    assertThat(cell.reads()).isZero();
  }

  @Test
  void oneClientWritesOnce_evenIfItsNodeIsElectedAgain() {
    try (DemoClient one = client(0);
        DemoClient two = client(0)) {
      one.leads(1);
      until(() -> doneCount() == 1);
      one.leads(1);
      one.leads(0);
      one.leads(2);
      two.leads(3);
      until(() -> doneCount() == 2);
    }
    assertThat(cell.reads()).isEqualTo(2);
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void s4_leadershipLostInThePauseLeavesNoTrace() {
    try (DemoClient client = client(600_000)) {
      client.leads(1);
      client.leads(0);
      client.leads(2);
    }
    assertThat(cell.reads()).isZero();
    assertThat(done).isEmpty();
  }

  @Test
  void leadershipLostBetweenReadAndWriteWritesNothing() {
    DemoClient[] holder = new DemoClient[1];
    cell.betweenReadAndWrite = () -> holder[0].leads(0);
    try (DemoClient client = client(0)) {
      holder[0] = client;
      client.leads(1);
      until(() -> cell.reads() == 1);
    }
    assertThat(cell.writes()).isZero();
  }

  @Test
  void whoeverIsOvertakenSaysNothing() {
    cell.betweenReadAndWrite = () -> cell.value = "somebody else's";
    try (DemoClient client = client(0)) {
      client.leads(1);
      until(() -> cell.writes() == 1);
    }
    assertThat(cell.value()).isEqualTo("somebody else's");
    assertThat(done).isEmpty();
  }

  @Test
  void s9_arefusalIsNotTheEnd_theNextLeadershipTriesAgain() {
    cell.trouble =
        new RequestException.NotDone(RequestException.NotDone.Reason.NO_LEADER, "nobody leads");
    try (DemoClient client = client(0)) {
      client.leads(1);
      until(() -> cell.reads() == 1);
      synchronized (cell) {
        cell.trouble = null;
      }
      client.leads(0);
      client.leads(2);
      until(() -> doneCount() == 1);
    }
    assertThat(cell.value()).isEqualTo("first");
  }
}
