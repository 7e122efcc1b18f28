package dev.balsa.server;

import dev.balsa.core.Configuration;
import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
import dev.balsa.log.MemberId;
import dev.balsa.net.PeerLink;
import dev.balsa.node.FollowerStatus;
import dev.balsa.node.NodeStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Why there is no leader, who holds commit back, why a read waits: in plain words. */
final class Explaining {
  /** A leader that was not answered for so long says so. */
  private static final long SILENT_MILLIS = 1_000;

  private final NodeStatus status;
  private final Configuration members;
  private final Collection<PeerLink> links;
  private final List<String> lines = new ArrayList<>();

  private Explaining(NodeStatus status, Collection<? extends PeerLink> links) {
    this.status = status;
    this.members = status.members().configuration();
    this.links = List.copyOf(links);
  }

  /** What one member can tell, a sentence or two each. */
  static List<String> lines(NodeStatus status, Collection<? extends PeerLink> links) {
    Explaining explaining = new Explaining(status, links);
    explaining.all();
    return explaining.lines;
  }

  private void all() {
    if (status.phase() != NodeStatus.Phase.RUNNING) {
      lines.add(
          switch (status.phase()) {
            case REMOVED -> "This member was removed from the cluster and has stopped.";
            case FAILED -> "This member could not go on and has stopped; its log says why.";
            case STOPPED, RUNNING -> "This member was stopped.";
          });
      return;
    }
    if (members.isNone() && MemberId.isSuccessor(status.member())) {
      lines.add(
          "This member has lost its past and comes back as "
              + MemberId.text(status.member())
              + ": it waits for a leader to let it in, which takes a majority of the others.");
      return;
    }
    if (members.isNone()) {
      lines.add(
          "This member waits to be added: 'balsa member add "
              + status.member()
              + " HOST:PORT', asked of the others.");
      return;
    }
    if (status.diskFull()) {
      lines.add(
          "The disk is full: it takes no more entries until there is room. Reads go on. Free some"
              + " space; nothing else is needed.");
    }
    if (status.witness()) {
      lines.add(
          "This member is a witness: it votes and keeps the log, and has no state to ask for. Ask"
              + " another one.");
    }
    leader();
    if (status.role() == RoleName.LEADER) {
      commit();
    }
    if (status.appliedIndex() < status.commitIndex()) {
      lines.add(
          "The state machine has "
              + (status.commitIndex() - status.appliedIndex())
              + " committed entries to catch up with; reads here wait for it.");
    }
    change();
  }

  private void leader() {
    if (status.role() == RoleName.LEADER) {
      lines.add("This member leads term " + status.term() + ".");
    } else if (status.leader() != HardState.NOBODY) {
      lines.add(
          "Member "
              + MemberId.text(status.leader())
              + " leads term "
              + status.term()
              + "; it was heard "
              + status.lastContactMillis()
              + " ms ago.");
    } else {
      noLeader();
    }
  }

  private void noLeader() {
    List<PeerLink> silent =
        links.stream()
            .filter(link -> members.votes(link.member()) && !reached(link.member()))
            .toList();
    boolean couldWin = members.isQuorum(this::reached);
    if (couldWin) {
      lines.add(
          "There is no leader, and this member reaches a majority of the voters: an election is"
              + " going on in term "
              + status.term()
              + ", or a voter's disk does not answer.");
    } else {
      lines.add(
          "There is no leader: this member reaches "
              + members.electorate().stream().filter(this::reached).count()
              + " of "
              + members.electorate().size()
              + " voters, itself included, and a majority is needed.");
    }
    silent.forEach(link -> lines.add(unreachable(link)));
  }

  private boolean reached(long member) {
    return member == status.member()
        || links.stream()
            .anyMatch(link ->
                link.member() == member
                    && link.inbound()
                    && link.state() == PeerLink.State.CONNECTED);
  }

  private static String unreachable(PeerLink link) {
    String error = link.lastError();
    return "Member "
        + MemberId.text(link.member())
        + " at "
        + link.address().getHostString()
        + ":"
        + link.address().getPort()
        + " is not connected"
        + (error == null ? "." : ": " + error + ".");
  }

  private void commit() {
    long waiting = status.lastIndex() - status.commitIndex();
    List<FollowerStatus> voters =
        status.followers().stream().filter(each -> members.votes(each.member())).toList();
    List<Long> neverHeard =
        members.electorate().stream()
            .filter(id ->
                id != status.member() && voters.stream().noneMatch(each -> each.member() == id))
            .toList();
    if (waiting > 0) {
      lines.add(
          "Entries "
              + (status.commitIndex() + 1)
              + " to "
              + status.lastIndex()
              + " wait until a majority has them on disk. Here they are on disk up to "
              + status.durableIndex()
              + "; "
              + voters.stream().map(Explaining::holds).collect(Collectors.joining("; "))
              + ".");
    }
    for (FollowerStatus each : voters) {
      if (each.heardMillis() > SILENT_MILLIS) {
        lines.add(
            "Member "
                + MemberId.text(each.member())
                + " was silent for "
                + each.heardMillis()
                + " ms.");
      }
      if (each.diskFull()) {
        lines.add("Member " + MemberId.text(each.member()) + " says that its disk is full.");
      }
    }
    if (!neverHeard.isEmpty()) {
      lines.add(
          "Nothing was heard in this term of "
              + neverHeard.stream().map(MemberId::text).toList()
              + ".");
      links.stream()
          .filter(link -> neverHeard.contains(link.member()) && !reached(link.member()))
          .forEach(link -> lines.add(unreachable(link)));
    }
    boolean confirms =
        members.isQuorum(id ->
            id == status.member()
                || voters.stream()
                    .anyMatch(each -> each.member() == id && each.heardMillis() <= SILENT_MILLIS));
    if (!confirms) {
      lines.add("Reads wait: no majority has answered this leader for " + SILENT_MILLIS + " ms.");
    }
  }

  private static String holds(FollowerStatus follower) {
    return "on member " + MemberId.text(follower.member()) + " up to " + follower.matchIndex();
  }

  private void change() {
    if (!status.members().isChanging()) {
      return;
    }
    if (members.isStaging()) {
      List<Long> coming = members.next().stream().filter(id -> !members.votes(id)).toList();
      lines.add(
          "A change of the members goes on: "
              + coming
              + " must catch up before they vote. Without them the change can be taken back with"
              + " 'balsa member remove'.");
    } else if (members.isJoint()) {
      lines.add(
          "A change of the members goes on: majorities of "
              + members.outgoing()
              + " and of "
              + members.voters()
              + " are needed until it is over.");
    } else {
      lines.add("A change of the members is not known to be committed yet.");
    }
  }
}
