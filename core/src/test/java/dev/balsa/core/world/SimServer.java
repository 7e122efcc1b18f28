package dev.balsa.core.world;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.LogStart;
import dev.balsa.core.Raft;
import dev.balsa.core.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One member: a server while it is up, and its disk always. */
public final class SimServer {
  private final long id;
  private final Configuration configuration;
  private final Settings settings;
  private final SimDisk disk = new SimDisk();
  private final List<Entry> memory = new ArrayList<>();
  private @Nullable Raft raft;
  private int starts;

  public SimServer(long id, Configuration configuration, Settings settings) {
    this.id = id;
    this.configuration = configuration;
    this.settings = settings;
  }

  public long id() {
    return id;
  }

  public SimDisk disk() {
    return disk;
  }

  public boolean isUp() {
    return raft != null;
  }

  /** The running server. */
  public Raft raft() {
    if (raft == null) {
      throw new IllegalStateException("server " + id + " is down");
    }
    return raft;
  }

  /** How often it was started; tells the writes and timers of one life from those of another. */
  public int starts() {
    return starts;
  }

  /** The log as the running server sees it, durable or not. */
  public List<Entry> memory() {
    return memory;
  }

  public void start(long seed, int recentCount, long nowNanos) {
    starts++;
    memory.clear();
    memory.addAll(disk.entries());
    raft =
        new Raft(
            id,
            configuration,
            settings,
            seed * 31 + id * 7 + starts,
            disk.recovered(recentCount),
            nowNanos);
  }

  public void crash(int survivingWrites) {
    raft = null;
    disk.crash(survivingWrites);
  }

  /** One turn; what is for the disk is queued there, everything is returned. */
  public List<Effect> step(long nowNanos, List<Event> events) {
    List<Effect> effects = raft().step(nowNanos, events);
    for (Effect effect : effects) {
      if (effect instanceof Effect.ToLog request) {
        disk.take(request);
      }
      if (effect instanceof Effect.Persist persist) {
        remember(persist);
      }
    }
    return effects;
  }

  private void remember(Effect.Persist persist) {
    LogStart start = persist.start();
    if (start != null && !SimDisk.holds(memory, start)) {
      memory.clear();
      memory.addAll(disk.snapshotEntries().subList(0, (int) start.index()));
    }
    if (!persist.entries().isEmpty()) {
      int keep = (int) persist.entries().get(0).index() - 1;
      memory.subList(keep, memory.size()).clear();
      memory.addAll(persist.entries());
    }
  }
}
