package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.RoleName;
import dev.balsa.core.Server;
import dev.balsa.core.Settings;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster without threads: the test turns the agents, in an order drawn from a seed, and moves
 * the clock.
 */
final class TurnedCluster implements AutoCloseable {
  static final NodeLimits LIMITS =
      new NodeLimits(1 << 20, 1000, 1000, 1 << 20, 1 << 16, 2000, 20_000, 50, 1000);
  private static final LogSettings LOG = LogSettings.STANDARD.withSizes(1 << 16, 1 << 13);
  private static final Settings TIMES =
      new Settings(400, 80, 4096, 8192, 65536, 65536, 65536, 1000);

  /** Often, so that whatever a test does, it goes on beside it. */
  private static final ScrubLimits SCRUB = new ScrubLimits(1 << 20, 1000);

  final TestClock clock = new TestClock();
  final MemoryNetwork network = new MemoryNetwork();
  final Random random;
  final Map<Long, Member> members = new TreeMap<>();
  final Configuration configuration;

  /** Those that keep no state from their next start on. */
  final Set<Long> witnesses = new HashSet<>();

  /** Those that are not turned, as if their machines stood still. */
  final Set<Long> still = new HashSet<>();

  private final Path directory;
  private final SnapshotLimits snapshots;
  private final int entriesBetweenHashes;
  private final LongFunction<ListMachine> machines;
  private final @Nullable HostLimits host;

  /** One member while it runs. */
  record Member(
      long id,
      NodeCore core,
      ListMachine machine,
      FaultyDisk disk,
      SegmentedLog log,
      Transport transport) {
    List<Agent> agents() {
      return List.of(core.consensus(), core.logWriter(), core.applier(), core.snapshotter());
    }

    CompletableFuture<Bytes> propose(String command) {
      return core.propose(Bytes.utf8(command));
    }

    CompletableFuture<List<String>> read() {
      return core.read(machine::applied);
    }
  }

  TurnedCluster(Path directory, int size, long seed) {
    this(directory, size, seed, SnapshotLimits.STANDARD);
  }

  TurnedCluster(Path directory, int size, long seed, SnapshotLimits snapshots) {
    this(
        directory,
        size,
        seed,
        snapshots,
        NodeSettings.ENTRIES_BETWEEN_HASHES_STANDARD,
        id -> new ListMachine());
  }

  /** One of the groups of hosts with these limits. */
  TurnedCluster(Path directory, int size, long seed, HostLimits host) {
    this(
        directory,
        size,
        seed,
        SnapshotLimits.STANDARD,
        NodeSettings.ENTRIES_BETWEEN_HASHES_STANDARD,
        id -> new ListMachine(),
        host);
  }

  TurnedCluster(
      Path directory,
      int size,
      long seed,
      SnapshotLimits snapshots,
      int entriesBetweenHashes,
      LongFunction<ListMachine> machines) {
    this(directory, size, seed, snapshots, entriesBetweenHashes, machines, null);
  }

  private TurnedCluster(
      Path directory,
      int size,
      long seed,
      SnapshotLimits snapshots,
      int entriesBetweenHashes,
      LongFunction<ListMachine> machines,
      @Nullable HostLimits host) {
    this.host = host;
    this.directory = directory;
    this.snapshots = snapshots;
    this.entriesBetweenHashes = entriesBetweenHashes;
    this.machines = machines;
    this.random = new Random(seed);
    this.configuration = new Configuration(LongStream.rangeClosed(1, size).boxed().toList());
    configuration.voters().forEach(this::start);
  }

  /** Starts one of those the cluster began with. */
  Member start(long id) {
    return start(id, configuration);
  }

  /** Starts one that waits to be made a member. */
  Member join(long id) {
    return start(id, Configuration.NONE);
  }

  private Member start(long id, Configuration began) {
    try {
      Path home = Files.createDirectories(directory.resolve("member-" + id));
      FaultyDisk disk = new FaultyDisk(FileDisk.at(home));
      SegmentedLog log = SegmentedLog.open(disk, LOG);
      boolean witness = witnesses.contains(id);
      Settings times = witness ? TIMES.withPriority(0) : TIMES;
      NodeSettings settings =
          new NodeSettings(
              id, began, times, LIMITS, snapshots, random.nextLong(), entriesBetweenHashes, SCRUB);
      ListMachine machine = machines.apply(id);
      Transport transport = network.transport(id);
      Server server =
          new Surroundings(clock, TurnedCluster::nobody, Scribe.AT_ONCE, host)
              .core(settings, log.recovered(), transport);
      NodeCore core =
          new NodeCore(
              settings,
              server,
              log.recovered(),
              log,
              transport,
              witness ? new Witness() : new Sessions(machine),
              NodeObserver.NONE,
              clock);
      transport.start(core);
      Member member = new Member(id, core, machine, disk, log, transport);
      members.put(id, member);
      return member;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Turner nobody(
      Turner.Duty duty, Agent agent, Bell bell, Lifecycle lifecycle, Runnable ended) {
    throw new AssertionError("the test turns the agents");
  }

  Member member(long id) {
    return Objects.requireNonNull(members.get(id));
  }

  /** Ends a process as a kill does: nobody is told, what was not synced is gone. */
  void kill(long id) {
    Member member = Objects.requireNonNull(members.remove(id));
    member.transport().close();
    try {
      member.log().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Turns each agent once, in an order drawn from the seed. Returns whether anybody did something.
   */
  boolean turn() {
    List<Agent> agents = new ArrayList<>();
    for (Member member : members.values()) {
      if (!still.contains(member.id())) {
        agents.addAll(member.agents());
      }
    }
    Collections.shuffle(agents, random);
    boolean worked = false;
    for (Agent agent : agents) {
      worked |= agent.doWork() > 0;
    }
    return worked;
  }

  /** Turns until nobody has anything to do at this moment. */
  void settle() {
    while (turn()) {}
  }

  /** Lets time pass until something holds. */
  void until(String what, BooleanSupplier condition) {
    for (int step = 0; step < 6000; step++) {
      settle();
      if (condition.getAsBoolean()) {
        return;
      }
      clock.advanceMillis(10);
    }
    throw new AssertionError("not within a minute: " + what);
  }

  /** Lets time pass. */
  void pass(long millis) {
    long end = clock.nanos() + millis * 1_000_000;
    until("time passes", () -> clock.nanos() >= end);
  }

  /** The member that leads and that all the others follow. */
  Member leader() {
    until("everybody knows the leader", () -> agreed() != 0);
    return member(agreed());
  }

  /** Some member that follows. */
  Member follower() {
    long leader = leader().id();
    return members.values().stream().filter(m -> m.id() != leader).findFirst().orElseThrow();
  }

  long agreed() {
    List<Long> known =
        members.values().stream().map(m -> m.core().status().leader()).distinct().toList();
    if (known.size() != 1) {
      return 0;
    }
    Member leader = members.get(known.get(0));
    return leader != null && leader.core().status().role() == RoleName.LEADER ? leader.id() : 0;
  }

  @Override
  public void close() {
    for (long id : List.copyOf(members.keySet())) {
      member(id).core().close();
      kill(id);
    }
  }
}
