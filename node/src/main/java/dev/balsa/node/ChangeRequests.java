package dev.balsa.node;

import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
import dev.balsa.node.Request.MemberChange;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.Unknown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The changes of the members that clients of this member asked for, until they have come to their
 * end (dissertation chapter 4). Used by the consensus thread.
 */
final class ChangeRequests {
  /*
   * A change is worked out from the configuration in force in the turn in which the core gets it, so
   * two clients that add a member each do not undo each other's work: the second takes over what the
   * first leads to, and both are done in the end. Only the leader judges it: what another member
   * knows of the members may be old.
   *
   * A change that was taken in goes on under the next leader, too, or is taken back. This member
   * would have to look at every configuration to tell which; its clients can do that as well, so
   * they are told "unknown" when leadership is lost.
   */
  private record Going(MemberChange request, Change before, Change change, long index) {}

  private final long self;
  private final LongSupplier ids;
  private final List<ApplierMail> toApplier;
  private final Map<Long, Going> asked = new HashMap<>();
  private final List<Going> going = new ArrayList<>();
  private Members members;
  private boolean leads;
  private long leader = HardState.NOBODY;

  /** None yet; the members are those the node knows when it starts. */
  ChangeRequests(long self, LongSupplier ids, List<ApplierMail> toApplier, Members members) {
    this.self = self;
    this.ids = ids;
    this.toApplier = toApplier;
    this.members = members;
  }

  /** A client wants a change. */
  void add(MemberChange request, List<Event> events) {
    Configuration now = members.configuration();
    if (now.isNone()) {
      end(request, elsewhere("member " + self + " has not been added to a cluster yet"));
      return;
    }
    if (!leads) {
      end(request, elsewhere(notLeading(self, leader)));
      return;
    }
    Change before = Change.from(now);
    Change change;
    try {
      change = request.change().apply(before);
    } catch (RuntimeException wrong) {
      end(request, refused(String.valueOf(wrong.getMessage())));
      return;
    }
    String clash = clash(change, now);
    if (!clash.isEmpty()) {
      end(request, refused(clash));
      return;
    }
    long id = ids.getAsLong();
    asked.put(id, new Going(request, before, change, 0));
    events.add(new Event.ChangeMembership(id, change));
  }

  /** Which two members would share an address; empty if none. */
  private static String clash(Change change, Configuration now) {
    Map<Long, String> addresses = new TreeMap<>();
    now.addresses().forEach(each -> addresses.put(each.member(), each.address()));
    change.addresses().forEach(each -> addresses.put(each.member(), each.address()));
    Map<String, Long> members = new HashMap<>();
    for (Map.Entry<Long, String> each : addresses.entrySet()) {
      long member = each.getKey();
      boolean stays = change.voters().contains(member) || change.learners().contains(member);
      Long other = stays ? members.put(each.getValue(), member) : null;
      if (other != null) {
        return "members " + other + " and " + member + " would share " + each.getValue();
      }
    }
    return "";
  }

  /** The core has taken a change in. Returns whether it was one of these. */
  boolean proposed(Effect.Proposed effect) {
    Going taken = asked.remove(effect.id());
    if (taken == null) {
      return false;
    }
    going.add(new Going(taken.request(), taken.before(), taken.change(), effect.firstIndex()));
    return true;
  }

  /** The core refused. Returns whether it was one of these. */
  boolean refused(Effect.Refused effect) {
    Going taken = asked.remove(effect.id());
    if (taken == null) {
      return false;
    }
    switch (effect.reason()) {
      case NO_CHANGE -> toApplier.add(new ApplierMail.Changed(taken.request(), members));
      case NOT_LEADER, LEADERSHIP_LOST -> end(taken.request(), elsewhere(why(effect)));
      default -> end(taken.request(), refused(why(effect)));
    }
    return true;
  }

  private String why(Effect.Refused effect) {
    return switch (effect.reason()) {
      case NOT_READY -> "the leader has not committed an entry of its term yet; try again at once";
      case CHANGE_IN_PROGRESS ->
          "another change of the members has not come to its end; try again later";
      case WOULD_LOSE_QUORUM ->
          "so many of the voters that the change leads to have been silent for an election timeout"
              + " that they could decide nothing; start them first, or remove them in the same change";
      case HANDING_OVER -> "leadership is being handed over; ask the next leader";
      case NO_SPACE -> "the disk of this member, or of a majority, is full; free some space first";
      case TOO_LARGE ->
          "so many members with such long addresses take more bytes than commandBytesMax allows one"
              + " entry; shorten the addresses, or raise commandBytesMax on every member";
      case OVERLOADED -> "too much waits to be committed already; try again later";
      default -> notLeading(self, effect.leader());
    };
  }

  /** What a member says to whoever wants something of it that only a leader does. */
  static String notLeading(long self, long leader) {
    return "member "
        + self
        + " does not lead; "
        + (leader == HardState.NOBODY || leader == self
            ? "no leader is known at the moment"
            : "ask member " + leader + ", which does");
  }

  /** Other members are in force, or committed. */
  void changed(Effect.ConfigurationChanged effect) {
    members = new Members(effect.configuration(), effect.index(), effect.committed());
    if (members.isChanging()) {
      return;
    }
    for (Going each : going) {
      if (effect.index() < each.index()) {
        continue;
      }
      if (isDone(each, effect.configuration())) {
        toApplier.add(new ApplierMail.Changed(each.request(), members));
      } else {
        end(each.request(), refused("another change of the members took the place of this one"));
      }
    }
    going.removeIf(each -> effect.index() >= each.index());
  }

  /** Whether what a change was to bring is there, whichever change has brought it. */
  private static boolean isDone(Going one, Configuration end) {
    Change before = one.before();
    Change wished = one.change();
    return wished.voters().stream()
            .allMatch(id -> before.voters().contains(id) || end.voters().contains(id))
        && wished.learners().stream()
            .allMatch(id -> before.learners().contains(id) || end.learners().contains(id))
        && Stream.concat(before.voters().stream(), before.learners().stream())
            .allMatch(id ->
                wished.voters().contains(id)
                    || wished.learners().contains(id)
                    || !end.isMember(id));
  }

  /** The own role is another one. */
  void changed(Effect.RoleChanged effect) {
    leads = effect.role() == RoleName.LEADER;
  }

  /** Another leader is known, or none. */
  void changed(Effect.LeaderChanged effect) {
    leader = effect.leader();
  }

  /** A turn of the core is over, in which the end of a change may have cost the leadership. */
  void turned() {
    if (!leads && !going.isEmpty()) {
      giveUp("leadership was lost while the change was going on; look at the members");
    }
  }

  /** Ends those whose time is over; the changes go on. */
  void expire(long nowNanos) {
    if (going.isEmpty()) {
      return;
    }
    for (Going each : going) {
      if (each.request().deadlineNanos() <= nowNanos) {
        end(
            each.request(),
            new Unknown(
                "the change has not come to its end in time, because a new voter has not caught up"
                    + " or no majority answers; it goes on"));
      }
    }
    going.removeIf(each -> each.request().deadlineNanos() <= nowNanos);
  }

  /** When the time of the first one is over. */
  long deadlineNanos() {
    long earliest = Long.MAX_VALUE;
    for (Going each : going) {
      earliest = Math.min(earliest, each.request().deadlineNanos());
    }
    return earliest;
  }

  /** Ends all of them, because the node does. */
  void close(String why) {
    asked.values().forEach(each -> end(each.request(), new Unknown(why)));
    asked.clear();
    giveUp(why);
  }

  private void giveUp(String why) {
    going.forEach(each -> end(each.request(), new Unknown(why)));
    going.clear();
  }

  private static NotDone refused(String why) {
    return new NotDone(NotDone.Reason.REFUSED, why);
  }

  private static NotDone elsewhere(String why) {
    return new NotDone(NotDone.Reason.NOT_LEADER, why);
  }

  private void end(MemberChange request, RequestException cause) {
    toApplier.add(new ApplierMail.Ended(List.of(request), cause));
  }
}
