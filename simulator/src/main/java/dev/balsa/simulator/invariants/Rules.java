package dev.balsa.simulator.invariants;

import java.util.List;
import java.util.function.LongUnaryOperator;

/** The rules of the paper: each is a step that keeps the cluster safe, or goes on. */
final class Rules {
  private Rules() {}

  /** All of them; the arguments are those of {@link Witness}. */
  static List<Property> of(Cluster cluster, long electionNanos, LongUnaryOperator clocks) {
    return List.of(
        new TermsBeginWithElections(),
        new EntersHigherTerms(),
        new ElectedByMajority(cluster),
        new LeaderBeginsWithNoOp(),
        new CommitsOwnTerm(),
        new FollowerCommits(),
        new GoesBackByTerms(),
        new StaysAboveAcknowledged(),
        new OneSnapshotAtATime(),
        new EveryoneAnswers(),
        new CandidateGoesOn(),
        new LetsLeaderLead(electionNanos),
        new CampaignsAtOnceIfTold(),
        new HandsOver(electionNanos),
        new LeasesHold(cluster, electionNanos, clocks),
        new OneChangeAtATime(cluster),
        new ConfigurationsOverlap(cluster),
        new MembersAsTheLogSays(cluster),
        new NewcomersCatchUp(cluster),
        new OnlyVotersCampaign(cluster),
        new LeavesWithoutVote(),
        new ToldIfRemoved(cluster),
        new RemovedDisturbNobody(cluster),
        new SnapshotConfiguration(cluster),
        new HeardKeepItsPlace(electionNanos),
        new ReadsAreFresh(cluster),
        new ReadsAreConfirmed(cluster));
  }
}
