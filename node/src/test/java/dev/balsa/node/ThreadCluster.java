package dev.balsa.node;

import static java.util.stream.Collectors.toMap;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.RoleName;
import dev.balsa.core.Settings;
import dev.balsa.log.Disk;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** A cluster with real threads, real files and a network in memory. */
final class ThreadCluster implements AutoCloseable {
  private static final LogSettings LOG = LogSettings.STANDARD.withSizes(1 << 20, 1 << 18);

  final MemoryNetwork network = new MemoryNetwork();
  final Map<Long, Member> members = new ConcurrentHashMap<>();

  private final Path directory;
  private final Configuration configuration;
  private final NodeLimits limits;
  private final AtomicLong seed = new AtomicLong(1);

  /** One member while it runs. */
  record Member(long id, RaftNode node, ListMachine machine) {
    String write(String command) throws Exception {
      return Await.answer(node.propose(Bytes.utf8(command))).utf8();
    }

    List<String> read() throws Exception {
      return Await.answer(node.read(machine::applied));
    }
  }

  ThreadCluster(Path directory, int size, NodeLimits limits) {
    this.directory = directory;
    this.configuration = new Configuration(LongStream.rangeClosed(1, size).boxed().toList());
    this.limits = limits;
  }

  /** A running cluster. */
  static ThreadCluster of(Path directory, int size) {
    ThreadCluster cluster = new ThreadCluster(directory, size, NodeLimits.STANDARD);
    cluster.startAll();
    return cluster;
  }

  void startAll() {
    configuration.voters().forEach(id -> start(id));
  }

  Member start(long id) {
    return start(id, new ListMachine(), UnaryOperator.identity());
  }

  Member start(long id, ListMachine machine, UnaryOperator<Disk> disk) {
    try {
      Path home = Files.createDirectories(directory.resolve("member-" + id));
      SegmentedLog log = SegmentedLog.open(disk.apply(FileDisk.at(home)), LOG);
      Settings times = Settings.STANDARD.withTimes(1000, 100);
      NodeSettings settings =
          new NodeSettings(id, configuration, times, limits, seed.getAndIncrement());
      RaftNode node =
          RaftNode.start(settings, log, network.transport(id), machine, NodeObserver.NONE);
      Member member = new Member(id, node, machine);
      members.put(id, member);
      return member;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Member member(long id) {
    return Objects.requireNonNull(members.get(id));
  }

  /** The member that leads, once there is one that the others agree on. */
  Member leader() {
    Await.until("everybody knows the leader", () -> agreed() != 0);
    return member(agreed());
  }

  /** Some member that follows. */
  Member follower() {
    long leader = leader().id();
    return members.values().stream().filter(m -> m.id() != leader).findFirst().orElseThrow();
  }

  private long agreed() {
    Map<Long, NodeStatus> all =
        members.values().stream()
            .filter(m -> m.node().status().phase() == NodeStatus.Phase.RUNNING)
            .collect(toMap(Member::id, m -> m.node().status()));
    List<Long> known = all.values().stream().map(NodeStatus::leader).distinct().toList();
    if (known.size() != 1) {
      return 0;
    }
    NodeStatus leader = all.get(known.get(0));
    return leader != null && leader.role() == RoleName.LEADER ? leader.member() : 0;
  }

  /** Ends a member; its files stay. */
  void stop(long id) {
    Member member = members.remove(id);
    if (member != null) {
      member.node().close();
    }
  }

  @Override
  public void close() {
    members.keySet().forEach(this::stop);
  }
}
