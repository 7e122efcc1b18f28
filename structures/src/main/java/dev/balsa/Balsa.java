package dev.balsa;

import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.kv.Store;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.net.TcpTransport;
import dev.balsa.node.Members;
import dev.balsa.node.NodeStatus;
import dev.balsa.node.RaftNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A running member of a cluster, and the way to what the cluster shares. Safe for use by many
 * threads.
 *
 * <p>Structures may be used from any member, whoever leads; while nobody leads they wait, for as
 * long as the request timeout of the {@link Limits}. A member needs no other to start, but a
 * majority of all to get anything done.
 */
public final class Balsa implements AutoCloseable {
  private static final long CALLBACKS_CLOSE_MILLIS = 1000;
  private static final long READY_POLL_MILLIS = 1000;

  private final Cluster cluster;
  private final MemberParts parts;
  private final Leadership leadership;
  private final Requests requests;
  private final CompletableFuture<@Nullable Void> terminated = new CompletableFuture<>();

  private Balsa(Cluster cluster, MemberParts parts, Leadership leadership) {
    this.cluster = cluster;
    this.parts = parts;
    this.leadership = leadership;
    this.requests = new Requests(parts.node(), parts.store(), cluster.limits());
  }

  /**
   * A cluster of 1 to 9 members at these addresses; the first one is member 1.
   *
   * @param addresses as {@code host:port} or {@code [IPv6 address]:port}, the same in the same
   *     order on every member
   * @throws IllegalArgumentException if there are too few, too many or two equal ones, or one has
   *     not this form
   */
  public static Cluster cluster(String... addresses) {
    return Cluster.at(List.of(addresses));
  }

  static Balsa start(Cluster cluster, long member) {
    Leadership leadership = new Leadership(member);
    Balsa balsa = new Balsa(cluster, MemberParts.start(cluster, member, leadership), leadership);
    balsa.watch();
    leadership.start();
    return balsa;
  }

  /** Who was refused for good stops. */
  private void watch() {
    var unused =
        CompletableFuture.allOf(
            parts
                .keeper()
                .retired()
                .whenComplete((nothing, refused) -> {
                  terminated.completeExceptionally(refused);
                  Thread.ofPlatform().name("balsa-retirement").start(this::close);
                }),
            parts
                .node()
                .terminated()
                .whenComplete((nothing, failure) -> {
                  if (failure == null) {
                    terminated.complete(null);
                  } else {
                    terminated.completeExceptionally(failure);
                  }
                }));
  }

  /**
   * The value of a name, as JSON; see {@link Codec#json}.
   *
   * @param name 1 to 200 of {@code A-Z a-z 0-9 . _ -}; also the key the value lives under
   */
  public <T> Replicated<T> value(String name, Class<T> type) {
    return value(name, Codec.json(type));
  }

  /** As {@link #value(String, Class)}, with another codec. */
  public <T> Replicated<T> value(String name, Codec<T> codec) {
    return new Replicated<>(new Cell<>(requests, Names.value(name), codec));
  }

  /**
   * The map of a name, with text as keys and JSON as values; see {@link Codec#json}.
   *
   * @param name 1 to 200 of {@code A-Z a-z 0-9 . _ -}; with {@code /} at its end what the keys
   *     begin with
   */
  public <V> ReplicatedMap<String, V> map(String name, Class<V> type) {
    return map(name, Codec.utf8(), Codec.json(type));
  }

  /**
   * As {@link #map(String, Class)}, with other codecs; see {@link Codec#text} for keys that are
   * numbers.
   */
  public <K, V> ReplicatedMap<K, V> map(String name, Codec<K> keys, Codec<V> values) {
    return new ReplicatedMap<>(requests, Names.map(name), keys, values);
  }

  /**
   * The list of a name, with JSON as elements; see {@link Codec#json}.
   *
   * @param name 1 to 200 of {@code A-Z a-z 0-9 . _ -}; with {@code :} at its end what the keys
   *     begin with
   */
  public <T> ReplicatedList<T> list(String name, Class<T> type) {
    return list(name, Codec.json(type));
  }

  /** As {@link #list(String, Class)}, with another codec. */
  public <T> ReplicatedList<T> list(String name, Codec<T> codec) {
    return new ReplicatedList<>(requests, Names.list(name), codec);
  }

  /**
   * Calls back each time this member has begun to lead and has applied everything that was
   * committed before, so that it sees all that any earlier leader did; also soon, if it leads
   * already.
   *
   * <p>All callbacks run one after the other on one thread that does nothing else. For each term
   * onLeader comes before onFollower, and a term that is over before its turn is left out. A
   * callback that takes long delays the next ones, never the member; what it throws is logged.
   *
   * @param term gets the term: it rises from leader to leader, so whoever remembers the highest one
   *     can refuse a leader that does not know yet that it is none any more (a fencing token)
   */
  public void onLeader(LongConsumer term) {
    leadership.onLeader(term);
  }

  /**
   * Calls back each time this member leads no more, with the term that is over: the one onLeader
   * got. Others may have begun to lead before. Also called when this member is closed or fails
   * while it leads.
   */
  public void onFollower(LongConsumer term) {
    leadership.onFollower(term);
  }

  /**
   * Waits until this member leads as {@link #onLeader} means it.
   *
   * @param timeout how long at most
   * @return the term, or nothing if the time is over or the member was closed
   */
  public OptionalLong waitUntilLeader(Duration timeout) throws InterruptedException {
    return leadership.await(timeout);
  }

  /**
   * Waits until the cluster answers, that is, until a majority agrees on a leader. A witness, which
   * cannot be asked, waits until it knows a leader.
   *
   * @param timeout how long at most
   * @return whether it does
   */
  public boolean waitUntilReady(Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    for (long left = timeout.toNanos(); left > 0; left = deadlineNanos - System.nanoTime()) {
      if (parts.node().status().witness()) {
        if (leader().isPresent()) {
          return true;
        }
        TimeUnit.MILLISECONDS.sleep(READY_POLL_MILLIS / 10);
        continue;
      }
      CompletableFuture<Object> answer = parts.node().read(Object::new);
      try {
        answer.get(
            Math.min(left, TimeUnit.MILLISECONDS.toNanos(READY_POLL_MILLIS)), TimeUnit.NANOSECONDS);
        return true;
      } catch (TimeoutException | ExecutionException e) {
        if (parts.node().status().phase() != NodeStatus.Phase.RUNNING) {
          return false;
        }
      }
    }
    return false;
  }

  /**
   * Whether this member leads as {@link #onLeader} means it. It may have been deposed and not know
   * it yet.
   */
  public boolean isLeader() {
    return leadership.term() != 0;
  }

  /** The leader that this member knows of; it may have changed already. */
  public Optional<Member> leader() {
    long leader = parts.node().status().leader();
    return members().stream().filter(member -> member.id() == leader).findAny();
  }

  /** This member. */
  public Member self() {
    return cluster.member(MemberId.number(parts.identity().memberId()));
  }

  /**
   * All members that this one knows of, this one too, voters and learners; while a change is going
   * on also those that are about to leave.
   */
  public List<Member> members() {
    Configuration now = parts.node().status().members().configuration();
    return now.isNone()
        ? cluster.members()
        : now.addresses().stream().map(each -> Member.of(each.member(), each.address())).toList();
  }

  /**
   * Changes the members; see {@link RaftNode#changeMembers}. Works at the leader. For example
   * {@code changeMembers(now -> now.withVoter(4, "10.0.0.4:2380"))}, when a member 4 has been
   * started with {@link Cluster#joining}.
   *
   * @param change what the members shall become; addresses as {@code host:port} or {@code [IPv6
   *     address]:port}, without which the request is refused
   * @return as {@link RaftNode#changeMembers}
   */
  public CompletableFuture<Members> changeMembers(UnaryOperator<Change> change) {
    return parts
        .node()
        .changeMembers(now -> {
          Change changed = change.apply(now);
          changed.addresses().forEach(each -> Member.of(each.member(), each.address()));
          return changed;
        });
  }

  /** The name of the cluster. */
  public String clusterName() {
    return cluster.name();
  }

  /** The times and bounds of this member. */
  public Limits limits() {
    return cluster.limits();
  }

  /** What this member knows of itself at this moment. */
  public NodeStatus status() {
    return parts.node().status();
  }

  /** Who this member is on disk and to the others. */
  public Identity identity() {
    return parts.identity();
  }

  /** The node below, for commands of one's own. */
  public RaftNode raftNode() {
    return parts.node();
  }

  /** The state of this member, for reading. */
  public Store store() {
    return parts.store();
  }

  /**
   * Ends when this member has stopped, for good and of whatever cause: normally after {@link
   * #close}, with the failure of the node, or with a {@link BalsaStartException} of kind RETIRED if
   * other members have refused it for good.
   */
  public CompletableFuture<@Nullable Void> terminated() {
    return terminated.copy();
  }

  /** The connections to the other members. */
  public TcpTransport transport() {
    return parts.transport();
  }

  /**
   * Stops this member: tells the program that it leads no more, answers all requests that wait, and
   * gives back the address and the directory. The others go on if they are a majority. Idempotent;
   * returns in bounded time.
   */
  @Override
  public void close() {
    leadership.close(CALLBACKS_CLOSE_MILLIS);
    requests.close();
    parts.close();
  }
}
