package dev.balsa.simulator;

import static dev.balsa.simulator.Mutant.hard;
import static dev.balsa.simulator.Mutant.usual;

import java.util.List;

/** Mistakes in elections: who may vote, how often, and whose votes count. */
final class MutantsOfElection {
  private static final String CORE = "core/src/main/java/dev/balsa/core/";

  private MutantsOfElection() {}

  static final List<Mutant> ALL =
      List.of(
          usual(
              "M01",
              "vote not persisted",
              CORE + "State.java",
              """
              votedFor = candidate;
                  hardStateChanged = true;\
              """,
              "votedFor = candidate;"),
          usual(
              "M02",
              "vote answered before sync",
              CORE + "Voting.java",
              "state.outbox().attest(answer);",
              "state.outbox().send(answer);"),
          usual(
              "M03",
              "own term and vote not persisted before asking",
              CORE + "Candidate.java",
              """
              .attest(
                              new Message.RequestVote(\
              """,
              """
              .send(
                              new Message.RequestVote(\
              """),
          usual(
              "M04",
              "candidate that gives way in its own term forgets its vote",
              CORE + "State.java",
              "leader = newLeader;",
              """
              leader = newLeader;
                  if (votedFor == id && newLeader != id) {
                    votedFor = HardState.NOBODY;
                    hardStateChanged = true;
                  }\
              """),
          usual(
              "M05",
              "whose log is newer decided by index only",
              CORE + "State.java",
              "return lastLogTerm > ownTerm"
                  + " || (lastLogTerm == ownTerm && lastLogIndex >= log.lastIndex());",
              "return lastLogIndex >= log.lastIndex();"),
          usual(
              "M06",
              "whose log is newer decided by term only",
              CORE + "State.java",
              "(lastLogTerm == ownTerm && lastLogIndex >= log.lastIndex());",
              "lastLogTerm == ownTerm;"),
          usual(
              "M07",
              "vote refused to an equal log",
              CORE + "State.java",
              "lastLogIndex >= log.lastIndex());",
              "lastLogIndex > log.lastIndex());"),
          usual(
              "M08",
              "half of the voters taken for a majority",
              CORE + "Configuration.java",
              "voters / 2 + 1;",
              "Math.max(1, voters / 2);"),
          usual(
              "M09",
              "votes of an older term counted",
              CORE + "Raft.java",
              "!(message instanceof Message.PreVoteResponse)) {",
              "!(message instanceof Message.PreVoteResponse)"
                  + " && !(message instanceof Message.RequestVoteResponse)) {"),
          usual(
              "M10",
              "one voter counted twice",
              CORE + "Candidate.java",
              "granted.add(voter);",
              """
              if (!granted.add(voter)) {
                        for (long other : state.configuration().voters()) {
                          if (granted.add(other)) {
                            break;
                          }
                        }
                      }\
              """),
          usual(
              "M11",
              "higher term in an answer ignored",
              CORE + "Raft.java",
              "if (message.term() > state.term()) {",
              """
              if (message.term() > state.term()
                      && !(message instanceof Message.AppendEntriesResponse)
                      && !(message instanceof Message.PreVoteResponse)
                      && !(message instanceof Message.RequestVoteResponse)) {\
              """),
          usual(
              "M12",
              "pre-vote raises the term",
              CORE + "Candidate.java",
              "Candidate candidate = new Candidate(state, true, false);",
              """
              state.enterTerm(state.term() + 1);
                  Candidate candidate = new Candidate(state, true, false);\
              """),
          usual(
              "M13",
              "election timeout not random",
              CORE + "Timeouts.java",
              "return electionNanos + reluctanceNanos + (random() >>> 1) % electionNanos;",
              "return electionNanos + reluctanceNanos + ((random() >>> 1) & 1);"),
          usual(
              "R1",
              "higher term does not clear the vote",
              CORE + "State.java",
              """
              term = higherTerm;
                  votedFor = HardState.NOBODY;\
              """,
              "term = higherTerm;"),
          usual(
              "R2a",
              "following a leader clears the vote",
              CORE + "State.java",
              "leader = newLeader;",
              """
              leader = newLeader;
                  votedFor = HardState.NOBODY;\
              """),
          hard(
              "R2b",
              "restart forgets the vote",
              CORE + "State.java",
              "this.votedFor = recovered.hardState().votedFor();",
              "this.votedFor = HardState.NOBODY;"),
          usual(
              "R3",
              "deposed leader goes on in the new term",
              CORE + "Raft.java",
              "become(new Follower(state, role.electionDeadlineNanos()));",
              """
              if (role.name() != RoleName.LEADER) {
                    become(new Follower(state, role.electionDeadlineNanos()));
                  }\
              """),
          usual(
              "R4",
              "request that makes a candidate or leader step down is dropped",
              CORE + "Raft.java",
              """
              enterTermOf(message);
                  } else\
              """,
              """
              boolean stepsDown = role.name() != RoleName.FOLLOWER;
                    enterTermOf(message);
                    if (stepsDown && message instanceof Message.RequestVote) {
                      return;
                    }
                  } else\
              """),
          usual(
              "R9",
              "majority of the peers without itself",
              CORE + "Configuration.java",
              "return voters / 2 + 1;",
              "return (voters - 1) / 2 + 1;"),
          usual(
              "R10a",
              "vote granted does not put off the own campaign",
              CORE + "Follower.java",
              """
              if (Voting.answer(state, request)) {
                        rearm();
                      }\
              """,
              "Voting.answer(state, request);"),
          usual(
              "R10b",
              "leader whose entries do not fit does not put off a campaign",
              CORE + "Follower.java",
              """
                  rearm();
                  RaftLog log = state.log();
                  if (!log.holds(request.prevLogIndex(), request.prevLogTerm())) {
                    refuse(request);
                    return;
                  }
              """,
              """
                  RaftLog log = state.log();
                  if (!log.holds(request.prevLogIndex(), request.prevLogTerm())) {
                    refuse(request);
                    return;
                  }
                  rearm();
              """),
          usual(
              "R11",
              "candidate whose time is over becomes a follower",
              CORE + "Candidate.java",
              "return campaign(state);",
              "return new Follower(state, freshDeadlineNanos());"));
}
