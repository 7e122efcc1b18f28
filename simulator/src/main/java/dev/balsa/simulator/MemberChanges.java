package dev.balsa.simulator;

import dev.balsa.core.Change;
import dev.balsa.log.MemberId;
import dev.balsa.node.Members;
import dev.balsa.node.RequestException;
import dev.balsa.simulator.invariants.BrokenProperty;
import dev.balsa.simulator.invariants.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Wishes for other members: mostly to the leader, of every kind, for members that are well, dead or
 * slow, and some that make no sense. A number is never given to another member, so machines that
 * were removed stay away, and when all have been members the wishes are about those that are left.
 */
final class MemberChanges {
  private record Wish(Incarnation process, CompletableFuture<Members> outcome) {}

  private final World world;
  private final Chance chance;
  private final long meanNanos;
  private final List<Wish> wishes = new ArrayList<>();
  private boolean over;

  MemberChanges(World world, Chance chance) {
    this.world = world;
    this.chance = chance;
    this.meanNanos = world.plan().moves().changeNanos();
  }

  void begin() {
    if (meanNanos > 0) {
      later();
    }
  }

  void end() {
    over = true;
  }

  private void later() {
    world.at(
        world.nowNanos() + chance.pause(meanNanos),
        () -> {
          if (!over) {
            wish();
            later();
          }
        });
  }

  private void wish() {
    Incarnation process = chance.below(8) == 0 ? anyone() : world.leader();
    Chance own = new Chance(chance.next());
    if (process == null) {
      return;
    }
    long asked = process.machine().member();
    wishes.removeIf(wish -> wish.outcome().isDone());
    CompletableFuture<Members> outcome =
        process
            .core()
            .changeMembers(now -> {
              Change change = new Draw(now, asked, own).change();
              world.trace(asked, "is asked to change " + now + " to " + change);
              return change;
            });
    wishes.add(new Wish(process, outcome));
    process.asked();
    var _ = outcome.whenComplete((members, failure) -> world.guard(() -> ended(members, failure)));
  }

  private @Nullable Incarnation anyone() {
    return world.machine(1 + chance.below(world.size())).process();
  }

  private void ended(@Nullable Members members, @Nullable Throwable failure) {
    if (members != null) {
      world.mark(SimMarks.MEMBERS_CHANGED);
      Cluster cluster = world.witness().cluster();
      boolean known = cluster.committed().lastIndex() >= members.index();
      if (known && !cluster.configurationAt(members.index()).equals(members.configuration())) {
        throw new BrokenProperty(
            "members that are said to be committed are",
            members + ", and committed is " + cluster.configurationAt(members.index()));
      }
    } else if (failure instanceof RequestException.NotDone) {
      world.mark(SimMarks.MEMBERS_NOT_CHANGED);
    } else if (failure instanceof RequestException.Unknown) {
      world.mark(SimMarks.MEMBERS_UNKNOWN);
    } else {
      throw new BrokenProperty(
          "requests fail as promised", "a change of the members failed with " + failure);
    }
  }

  /** How many wishes that somebody who still runs was asked have not ended. */
  long open() {
    return wishes.stream()
        .filter(wish ->
            wish.process().equals(wish.process().machine().process()) && !wish.outcome().isDone())
        .count();
  }

  /** Whoever still runs has been told how it came out. */
  void check() {
    if (open() > 0) {
      throw new BrokenProperty(
          "every change of the members ends", open() + " wishes were never answered");
    }
  }

  /** One wish, drawn when the leader looks at it. */
  private final class Draw {
    private final Change now;
    private final long asked;
    private final Chance own;
    private final List<Long> present = new ArrayList<>();
    private final List<Long> fresh = new ArrayList<>();

    Draw(Change now, long asked, Chance own) {
      this.now = now;
      this.asked = asked;
      this.own = own;
      present.addAll(now.voters());
      present.addAll(now.learners());
      for (Machine machine : world.machines()) {
        long id = machine.member();
        boolean succeeds = MemberId.isSuccessor(id);
        if (!succeeds && !present.contains(id) && !world.witness().cluster().wasMember(id)) {
          fresh.add(id);
        }
      }
    }

    /**
     * What it is; where members are lost for good it never takes those that are left the majority.
     */
    Change change() {
      Change drawn = drawn();
      return world.atlas().mayDecide(drawn.voters())
          ? drawn
          : new Change(now.voters(), now.learners(), List.of());
    }

    private Change drawn() {
      // Dead members are what people remove; one that comes back after all has to be told.
      List<Long> away = present.stream().filter(this::isAway).toList();
      if (!away.isEmpty() && mayLose() && own.below(3) > 0) {
        return now.without(own.pick(away));
      }
      return switch (own.below(15)) {
        case 0, 1 -> fresh.isEmpty() ? promoted() : now.withVoter(own.pick(fresh), address());
        case 2 -> fresh.isEmpty() ? demoted() : now.withLearner(own.pick(fresh), address());
        case 3, 4 -> promoted();
        case 5 -> demoted();
        case 6 -> mayLose() ? now.without(own.pick(present)) : demoted();
        case 7 -> mayLose() ? now.without(asked) : promoted();
        case 8 -> replaced();
        case 9, 10, 11 -> anything();
        case 12 -> now.at(own.pick(present), host() + address());
        case 13 -> deadly();
        default -> wrong();
      };
    }

    /** Whether it does not run, unless it comes back as another. */
    private boolean isAway(long id) {
      Machine machine = world.machine(id);
      return machine.member() == id && machine.process() == null;
    }

    /** An address that nobody else has, some of them long, or none. */
    private String address() {
      String host = host();
      return switch (own.below(8)) {
        case 0, 1, 2 -> host + ":1";
        case 3 -> "x".repeat(own.below(world.plan().moves().rejoins() ? 1 : 250)) + host + ":1";
        default -> "";
      };
    }

    /** A successor is named beside its former self, and both have to fit into one command. */
    private String host() {
      return world.plan().moves().rejoins() ? "h" + own.below(1 << 30) : "host" + own.next();
    }

    /** What is removed never comes back, so some are kept for later. */
    private boolean mayLose() {
      return present.size() > 2 && (!fresh.isEmpty() || own.below(3) == 0);
    }

    private Change promoted() {
      return now.learners().isEmpty()
          ? demoted()
          : now.withVoter(own.pick(now.learners()), address());
    }

    private Change demoted() {
      return now.withLearner(own.pick(now.voters()), "");
    }

    private Change replaced() {
      List<Long> others = fresh.isEmpty() || own.below(3) == 0 ? now.learners() : fresh;
      return others.isEmpty() || !mayLose()
          ? anything()
          : now.replacing(own.pick(now.voters()), own.pick(others), address());
    }

    /** Everybody anywhere, in one step. */
    private Change anything() {
      List<Long> voters = new ArrayList<>();
      List<Long> learners = new ArrayList<>();
      boolean loses = mayLose();
      for (Machine machine : world.machines()) {
        long id = machine.member();
        int place = own.below(present.contains(id) ? 10 : 20);
        if (!present.contains(id) && !fresh.contains(id)) {
          continue;
        }
        if (place < 6) {
          voters.add(id);
        } else if (place < 9 || (!loses && present.contains(id))) {
          learners.add(id);
        }
      }
      if (voters.isEmpty()) {
        voters.add(now.voters().getFirst());
        learners.remove(now.voters().getFirst());
      }
      return new Change(voters, learners, List.of());
    }

    /** Those that shall decide alone die just then, where processes are killed at all. */
    private Change deadly() {
      List<Long> voters = new ArrayList<>(now.voters());
      voters.remove(asked);
      List<Long> others = fresh.isEmpty() ? now.learners() : fresh;
      if (voters.isEmpty() || others.isEmpty()) {
        return promoted();
      }
      List<Long> chosen = List.of(own.pick(voters), own.pick(others));
      chosen.forEach(id -> world.nemesis().newVoter(world.machine(id)));
      List<Long> learners = new ArrayList<>(present);
      learners.removeAll(chosen);
      learners.sort(null);
      return new Change(chosen.stream().sorted().toList(), learners, List.of());
    }

    /** What no cluster can do. */
    private Change wrong() {
      return switch (own.below(3)) {
        case 0 -> now.without(world.size() + 1);
        case 1 -> now.withVoter(now.voters().getFirst(), "");
        default -> new Change(List.of(), now.voters(), List.of());
      };
    }
  }
}
