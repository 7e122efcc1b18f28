package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.kv.Commands;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.RangeResponse;
import dev.balsa.kv.StoreLimits;
import dev.balsa.log.LogSettings;
import dev.balsa.node.RequestException;
import dev.balsa.node.SnapshotLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A simulated cluster to tell a story with: nothing goes wrong unless the story says so. Every
 * property is checked all the time, and in the end a majority must go on. Times are in election
 * timeouts.
 */
public final class Scenario {
  /** The longest command. */
  public static final int COMMAND_BYTES_MAX = 2048;

  private static final long SEEDS = 5;
  private static final double PATIENCE = 40;

  static final int SHORT_SEGMENT_BYTES = 8192;
  static final SnapshotLimits SNAPSHOTS = new SnapshotLimits(2_000, 0, 1024, 2, 150, 900);

  private final World world;

  private Scenario(long seed, int members, Plan.Network network) {
    this(seed, members, network, 16_384, SnapshotLimits.STANDARD, Reign.PLAIN);
  }

  private Scenario(
      long seed,
      int members,
      Plan.Network network,
      int segmentBytes,
      SnapshotLimits snapshots,
      Reign reign) {
    this(StoryPlan.of(seed, members, network, segmentBytes, snapshots, reign));
  }

  private Scenario(Plan plan) {
    world = new World(plan, null);
    world.machines().forEach(Machine::start);
  }

  /** Tells a story of members with the settings they are shipped with, several times. */
  public static void playAsShipped(int members, Consumer<Scenario> story) {
    tell(seed -> new Scenario(StoryPlan.asShipped(seed, members)), story);
  }

  /** Tells a story with a network and disks that do all they can, several times. */
  public static void play(int members, Consumer<Scenario> story) {
    tell(seed -> new Scenario(seed, members, StoryPlan.CALM), story);
  }

  /** Tells a story with a network that doubles, delays, reorders and loses, several times. */
  public static void playNoisy(int members, Consumer<Scenario> story) {
    tell(seed -> new Scenario(seed, members, StoryPlan.NOISY), story);
  }

  /** The same of members that take a snapshot after every 2,000 bytes and keep no log before it. */
  public static void playWithSnapshots(int members, boolean noisy, Consumer<Scenario> story) {
    Plan.Network network = noisy ? StoryPlan.NOISY : StoryPlan.CALM;
    tell(
        seed -> new Scenario(seed, members, network, SHORT_SEGMENT_BYTES, SNAPSHOTS, Reign.PLAIN),
        story);
  }

  private static void tell(LongFunction<Scenario> made, Consumer<Scenario> story) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Scenario scenario = made.apply(seed);
      story.accept(scenario);
      scenario.finish();
    }
  }

  /** Tells a story after which no majority is left. */
  public static void playToItsDeath(int members, Consumer<Scenario> story) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      story.accept(new Scenario(seed, members, StoryPlan.CALM));
    }
  }

  /** A story to be told by the caller, with segments of the log as short as they can be. */
  static Scenario withShortSegments(long seed, int members) {
    int segmentBytes = COMMAND_BYTES_MAX + LogSettings.ROOM_BYTES;
    return new Scenario(
        seed, members, StoryPlan.CALM, segmentBytes, SnapshotLimits.STANDARD, Reign.PLAIN);
  }

  /** A story to be told by the caller, of leaders that hold leases. */
  static Scenario withLeases(long seed, int members) {
    Reign reign = new Reign(List.of(), 0, 100, 0, 0, 0, 0);
    return new Scenario(seed, members, StoryPlan.CALM, 16_384, SnapshotLimits.STANDARD, reign);
  }

  /** A story to be told by the caller, with a plan of its own. */
  static Scenario of(Plan plan) {
    return new Scenario(plan);
  }

  World world() {
    return world;
  }

  void finish() {
    new Recovery(world).run();
    world.machines().forEach(Machine::examine);
  }

  private long nanos(double timeouts) {
    return (long) (timeouts * world.plan().electionNanos());
  }

  /** Lets time pass. */
  public void run(double timeouts) {
    world.runUntil(world.nowNanos() + nanos(timeouts));
  }

  /** Lets time pass until something holds, which must not take long. */
  public void await(String what, BooleanSupplier holds) {
    long deadline = world.nowNanos() + nanos(PATIENCE);
    while (!holds.getAsBoolean()) {
      assertThat(world.nowNanos()).as("%s in time", what).isLessThan(deadline);
      run(0.02);
    }
  }

  /** Who leads the newest term, once somebody does. */
  public long leader() {
    await("a leader", () -> newestLeader() != 0);
    return newestLeader();
  }

  private long newestLeader() {
    long term = 0;
    long leader = 0;
    for (Machine machine : world.machines()) {
      Incarnation process = machine.process();
      if (process != null && process.raft().term() >= term) {
        if (process.raft().term() > term || machine.leads()) {
          leader = machine.leads() ? machine.id() : 0;
        }
        term = process.raft().term();
      }
    }
    return leader;
  }

  /** Whether a member leads some term. */
  public boolean leads(long member) {
    return world.machine(member).leads();
  }

  /** All members but some. */
  public List<Long> others(Long... members) {
    List<Long> rest = new ArrayList<>();
    for (Machine machine : world.machines()) {
      if (!List.of(members).contains(machine.id())) {
        rest.add(machine.id());
      }
    }
    return rest;
  }

  /** The term of a member that runs. */
  public long term(long member) {
    return process(member).raft().term();
  }

  /** The last index of a member that runs. */
  public long lastIndex(long member) {
    return process(member).raft().lastIndex();
  }

  /** Up to where a member that runs has applied. */
  public long appliedIndex(long member) {
    return process(member).core().status().appliedIndex();
  }

  Incarnation process(long member) {
    Incarnation process = world.machine(member).process();
    if (process == null) {
      throw new AssertionError("member " + member + " does not run");
    }
    return process;
  }

  /** Whether a member runs. */
  public boolean isUp(long member) {
    return world.machine(member).isUp();
  }

  /** Starts a member and waits until it runs. */
  public void start(long member) {
    world.machine(member).start();
    await("member " + member, () -> isUp(member));
  }

  /** Tries to start a member that is damaged. */
  public void tryToStart(long member) {
    world.machine(member).start();
    run(1);
  }

  /** Kills a process. */
  public void kill(long member) {
    world.machine(member).kill();
  }

  /** Stops a node on purpose. */
  public void stop(long member) {
    world.machine(member).stop();
  }

  /** Cuts the power of some machines. */
  public void cutPower(Long... members) {
    for (long member : members) {
      world.machine(member).cutPower();
    }
  }

  /** Cuts the power of all machines and starts them again. */
  public void cutPowerOfAll() {
    world.machines().forEach(Machine::cutPower);
    world.machines().forEach(machine -> start(machine.id()));
  }

  /** A process does nothing for a while. */
  public void pause(long member, double timeouts) {
    world.machine(member).pause(world.nowNanos() + nanos(timeouts));
  }

  /** A state machine does nothing for a while. */
  public void pauseApplier(long member, double timeouts) {
    world.machine(member).pauseApplier(world.nowNanos() + nanos(timeouts));
  }

  /** A disk does nothing for a while. */
  public void hangDisk(long member, double timeouts) {
    world.machine(member).hangDisk(world.nowNanos() + nanos(timeouts));
  }

  /** A clock runs many times too slowly from now on, as no clock should. */
  public void slowClock(long member) {
    world.machine(member).setClock(SimClock.RIGHT / 10);
  }

  /** What one member sends to another arrives only after a while. */
  public void holdUp(long from, long to, double timeouts) {
    world.network().clog(from, to, world.nowNanos() + nanos(timeouts));
  }

  /** The next sync of a disk fails. */
  public void failSync(long member) {
    world.machine(member).disk().arm(SimDisk.Fault.SYNC);
  }

  /** A disk has no room from now on for anything but what it holds. */
  public void fillDisk(long member) {
    world.machine(member).disk().fill(0);
  }

  /** A disk has room again. */
  public void freeDisk(long member) {
    world.machine(member).disk().disarm();
  }

  /** Nothing passes between two members. */
  public void cut(long one, long other) {
    cutOneWay(one, other);
    cutOneWay(other, one);
  }

  /** Nothing passes from one member to another. */
  public void cutOneWay(long from, long to) {
    world.network().block(from, to, true);
  }

  /** Nothing passes between a member and any other. */
  public void isolate(long member) {
    others(member).forEach(other -> cut(member, other));
  }

  /** Everything passes everywhere. */
  public void join() {
    world.network().healAll();
  }

  /**
   * Damages what the disk of a member had for certain; one of {@code FLIPPED_BITS} and so on. Of a
   * lone member nobody expects that a good copy stays.
   */
  public void corrupt(long member, String damage) {
    Damage kind = Damage.valueOf(damage);
    Machine machine = world.machine(member);
    await(
        damage,
        () -> world.size() == 1 ? machine.disk().damage(kind) : machine.past().damage(kind));
  }

  /** How often a rare event happened. */
  public long times(String mark) {
    return world.marks().count(mark);
  }

  /** Asks a member to write. */
  public CompletableFuture<String> put(long member, String key, String value) {
    Incarnation process = process(member);
    PutRequest put = PutRequest.of(Bytes.utf8(key), Bytes.utf8(value));
    CompletableFuture<String> answer =
        process.core().propose(Commands.encode(put, StoreLimits.STANDARD)).thenApply(any -> value);
    process.asked();
    return answer;
  }

  /** Asks a member to write some values one after the other, and does not wait. */
  public void propose(long member, String key, int values) {
    for (int value = 1; value <= values; value++) {
      var _ = put(member, key, "" + value);
    }
  }

  /** Asks a member to read; the answer is empty if there is nothing. */
  public CompletableFuture<String> get(long member, String key) {
    Incarnation process = process(member);
    CompletableFuture<String> answer =
        process
            .core()
            .read(() -> process.store().range(RangeRequest.of(Bytes.utf8(key))))
            .thenApply(Scenario::value);
    process.asked();
    return answer;
  }

  static String value(RangeResponse range) {
    return range.kvs().isEmpty() ? "" : range.kvs().getFirst().value().utf8();
  }

  /** Writes, which must succeed. */
  public void write(long member, String key, String value) {
    CompletableFuture<String> answer = put(member, key, value);
    ends(answer);
    answer.join();
  }

  /** Reads, which must succeed. */
  public String read(long member, String key) {
    CompletableFuture<String> answer = get(member, key);
    ends(answer);
    return answer.join();
  }

  /** Lets time pass until a request has ended, which it must. */
  public void ends(CompletableFuture<String> request) {
    await("an answer", request::isDone);
  }

  /** Why a request failed, which it must. */
  public RequestException failure(CompletableFuture<String> request) {
    ends(request);
    try {
      throw new AssertionError("it succeeded with " + request.join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof RequestException failure) {
        return failure;
      }
      throw e;
    }
  }

  /** Waits until some members hold the same log and have applied all of it. */
  public void settle(List<Long> members) {
    await(
        "equal logs on " + members,
        () ->
            members.stream()
                .allMatch(member ->
                    isUp(member)
                        && lastIndex(member) == lastIndex(members.getFirst())
                        && appliedIndex(member) == lastIndex(member)));
    for (long member : members) {
      assertThat(process(member).store().stateHash())
          .as("state of member %d", member)
          .isEqualTo(process(members.getFirst()).store().stateHash());
    }
  }
}
