package dev.balsa.core;

import java.util.List;

/**
 * One server of a Raft cluster (Figure 2, "Rules for Servers, all servers").
 *
 * <p>A turn takes in all events, each of which only leaves facts, and then decides once. A crash is
 * modelled by making another object from what the disk holds.
 */
public final class Raft implements Server {
  private final State state;
  private Role role;
  private RoleName toldRole = RoleName.FOLLOWER;
  private long toldTerm;

  /**
   * A server starts as a follower (§5.2).
   *
   * @param id this member's id
   * @param configuration what the cluster began with, {@link Configuration#NONE} for a member that
   *     waits to be added; only counts while neither log nor snapshot says otherwise
   * @param seed where this server's chance comes from; members should differ
   * @param recovered what the disk held
   * @param nowNanos as in {@link #step}
   */
  public Raft(
      long id,
      Configuration configuration,
      Settings settings,
      long seed,
      Recovered recovered,
      long nowNanos) {
    this.state = new State(id, configuration, settings, seed, recovered, nowNanos);
    // A lone voter has nobody to wait for.
    long wait = state.membership().isAlone() ? 1 : state.timeouts().randomElectionNanos();
    this.role = new Follower(state, nowNanos + wait);
    this.toldTerm = state.term();
  }

  @Override
  public List<Effect> step(long nowNanos, List<Event> events) {
    state.startTurn(nowNanos);
    for (int i = 0; i < events.size(); i++) {
      take(events.get(i));
    }
    decide();
    state.transfer().settle();
    List<Effect> effects = state.endTurn();
    Check.that(deadlineNanos() - nowNanos > 0, "after a turn the deadline is in the future");
    return effects;
  }

  @Override
  public long deadlineNanos() {
    long deadline = role.deadlineNanos();
    if (state.transfer().isUnderWay() && state.transfer().deadlineNanos() - deadline < 0) {
      deadline = state.transfer().deadlineNanos();
    }
    return deadline;
  }

  private void take(Event event) {
    switch (event) {
      case Event.Received received -> receive(received.message());
      case Event.Propose proposal -> role.propose(proposal);
      case Event.ChangeMembership change -> role.change(change);
      case Event.Read read -> role.read(read);
      case Event.Persisted persisted -> state.log().persisted(persisted.sequence());
      case Event.TransferLeadership request -> role.transfer(request);
      case Event.LogRead read -> role.logRead(read);
      case Event.DiskFull full -> state.diskFilled(full.spareBytes());
      case Event.DiskHasRoom room -> state.diskHasRoom();
      case Event.SnapshotTaken taken ->
          state.snapshotTaken(taken.meta(), Math.min(taken.discardIndex(), role.neededIndex()));
      case Event.SnapshotReceived received -> {
        if (received.meta().term() > state.term()) {
          // Whoever has seen an entry of a term has seen the term.
          enterTerm(received.meta().term(), HardState.NOBODY);
        }
        role.snapshotReceived(received.meta());
      }
      case Event.SnapshotSent sent -> role.snapshotSent(sent);
    }
  }

  private void decide() {
    Role next = role.rules();
    while (next != role) {
      become(next);
      next = role.rules();
    }
  }

  private void receive(Message message) {
    // Who sent it need not be a member as far as known here: the sender may know a later
    // configuration (dissertation §4.1).
    if (message.to() != state.id() || message.from() == state.id()) {
      state.note(Marks.STRANGER);
      return;
    }
    if (message instanceof Message.PreVote request) {
      Voting.answer(state, request);
      return;
    }
    if (message instanceof Message.RequestVote request
        && message.term() >= state.term()
        && Voting.ignores(state, request)) {
      return;
    }
    if (message instanceof Message.PreVoteResponse answer) {
      state.membership().toldAbsent(answer.absentSince());
    }
    if (message.term() > state.term()) {
      enterTermOf(message);
    } else if (message.term() < state.term() && !(message instanceof Message.PreVoteResponse)) {
      answerPastTerm(message);
      return;
    }
    become(role.on(message));
  }

  /**
   * If a message has a higher term: adopt it and be a follower (§5.1). The only place where that
   * happens.
   */
  private void enterTermOf(Message message) {
    enterTerm(
        message.term(),
        message instanceof Message.AppendEntries ? message.from() : HardState.NOBODY);
  }

  private void enterTerm(long higherTerm, long leader) {
    if (role.name() == RoleName.LEADER) {
      state.note(Marks.LEADER_DEPOSED);
    }
    state.enterTerm(higherTerm);
    if (leader != HardState.NOBODY) {
      state.follow(leader);
    }
    // A higher term alone is no reason to wait longer for the next election.
    become(new Follower(state, role.electionDeadlineNanos()));
  }

  /** Tells a past leader or candidate of the present term (§5.1); late answers need none. */
  private void answerPastTerm(Message message) {
    if (message instanceof Message.AppendEntries request) {
      state.note(Marks.APPEND_FROM_OLD_TERM);
      // The asker may lead the present term by now; it must not take this for an echo of one of its
      // rounds there.
      long noRound = 0;
      state
          .outbox()
          .send(
              new Message.AppendEntriesResponse(
                  state.id(), request.from(), state.term(), noRound, false, 0, 0, 0, 0));
    } else if (message instanceof Message.RequestVote request) {
      state
          .outbox()
          .send(new Message.RequestVoteResponse(state.id(), request.from(), state.term(), false));
    }
  }

  private void become(Role next) {
    if (next != role) {
      role.leave();
      role = next;
    }
    if (role.name() != toldRole || state.term() != toldTerm) {
      toldRole = role.name();
      toldTerm = state.term();
      state.outbox().observe(new Effect.RoleChanged(toldRole, toldTerm));
    }
  }

  /** What this server is. */
  public RoleName role() {
    return role.name();
  }

  /** currentTerm. */
  public long term() {
    return state.term();
  }

  /** Who got the vote of this term, or {@link HardState#NOBODY}. */
  public long votedFor() {
    return state.votedFor();
  }

  /** The leader of this term as far as known, or {@link HardState#NOBODY}. */
  public long leader() {
    return state.leader();
  }

  /**
   * Up to here entries are known to be committed and are durable here: the last {@link
   * Effect.Commit}.
   */
  public long commitIndex() {
    return state.committedHereIndex();
  }

  /** The index of the last entry. */
  public long lastIndex() {
    return state.log().lastIndex();
  }

  /** The term of the last entry, 0 for an empty log. */
  public long lastTerm() {
    return state.log().lastTerm();
  }

  /** The configuration in force, committed or not (§6). */
  public Configuration configuration() {
    return state.configuration();
  }

  /** Index of the entry that {@link #configuration} stands in, 0 if it is none. */
  public long configurationIndex() {
    return state.log().configurations().latestIndex();
  }

  /** Up to here the log is on disk. */
  public long durableIndex() {
    return state.log().durableIndex();
  }

  /**
   * When the leader was last heard of, on a leader when a majority last answered it, on the scale
   * of {@link #step}; the time of the start if never.
   */
  public long lastLeaderContactNanos() {
    return state.leaderContactNanos();
  }
}
