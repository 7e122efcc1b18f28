/**
 * What must hold in every run, one file for each property. Who counts, and what a majority is,
 * comes from the configuration in force at whoever counts, as the log of that member says.
 *
 * <table>
 * <caption>Properties</caption>
 * <tr><th>property</th><th>source</th><th>file</th></tr>
 * <tr><td>Election Safety</td><td>§5.2</td><td>ElectionSafety</td></tr>
 * <tr><td>Leader Append-Only</td><td>§5.3</td><td>LeaderAppendOnly</td></tr>
 * <tr><td>Log Matching</td><td>§5.3</td><td>LogMatching</td></tr>
 * <tr><td>Leader Completeness</td><td>§5.4</td><td>LeaderCompleteness</td></tr>
 * <tr><td>State Machine Safety</td><td>§5.4.3</td><td>StateMachineSafety</td></tr>
 * <tr><td>term, vote and commit index never go back</td><td>Figure 2</td><td>OnlyForward</td></tr>
 * <tr><td>one vote in a term, over restarts</td><td>§5.2</td><td>OneVote</td></tr>
 * <tr><td>what was synced is found again</td><td>Figure 2, persistent state</td><td>NothingForgotten</td></tr>
 * <tr><td>an acknowledgement claims what is durable</td><td>Figure 2, "updated on stable storage
 * before responding"</td><td>AcknowledgedIsDurable</td></tr>
 * <tr><td>what is committed is durable on a majority, and stays</td><td>§5.3,
 * §5.4</td><td>CommittedOnMajority</td></tr>
 * <tr><td>the commit index does not exceed what is durable here</td><td>rule 4 of
 * ARCHITECTURE.md</td><td>CommitIsDurable</td></tr>
 * <tr><td>entries are applied once, in order</td><td>§5.3</td><td>AppliedOnce</td></tr>
 * <tr><td>each term begins with an election</td><td>§5.1</td><td>TermsBeginWithElections</td></tr>
 * <tr><td>a higher term is adopted</td><td>§5.1</td><td>EntersHigherTerms</td></tr>
 * <tr><td>a leader has the votes of a majority, of its own
 * term</td><td>§5.2</td><td>ElectedByMajority</td></tr>
 * <tr><td>a candidate gives way only to a leader or a
 * vote</td><td>§5.2</td><td>CandidateGoesOn</td></tr>
 * <tr><td>nobody campaigns against a leader it hears</td><td>§5.2</td><td>LetsLeaderLead</td></tr>
 * <tr><td>whoever is asked answers</td><td>Figure 2, receivers</td><td>EveryoneAnswers</td></tr>
 * <tr><td>a leader begins with an empty entry</td><td>§8</td><td>LeaderBeginsWithNoOp</td></tr>
 * <tr><td>a leader counts copies of its own term's entries
 * only</td><td>§5.4.2</td><td>CommitsOwnTerm</td></tr>
 * <tr><td>a follower commits what it is told</td><td>Figure 2, AppendEntries, receiver
 * 5</td><td>FollowerCommits</td></tr>
 * <tr><td>a leader goes back by terms, not by entries</td><td>§5.3</td><td>GoesBackByTerms</td></tr>
 * <tr><td>a leader does not go back below what is acknowledged</td><td>Figure 2, Leaders:
 * nextIndex</td><td>StaysAboveAcknowledged</td></tr>
 * <tr><td>a snapshot is sent once, to who needs it</td><td>§7</td><td>OneSnapshotAtATime</td></tr>
 * <tr><td>a read sees what was committed when it was
 * asked</td><td>dissertation §6.4</td><td>ReadsAreFresh</td></tr>
 * <tr><td>a read is confirmed by a majority</td><td>dissertation
 * §6.4</td><td>ReadsAreConfirmed</td></tr>
 * <tr><td>a session's command is applied at most once, and answered with its own
 * answer</td><td>dissertation §6.3</td><td>AppliedAtMostOnce</td></tr>
 * <tr><td>nobody claims that a leader wants its election</td><td>dissertation §3.10,
 * §4.2.3</td><td>CampaignsAtOnceIfTold</td></tr>
 * <tr><td>leadership is handed over within an election timeout, and no proposal is taken in
 * meanwhile</td><td>dissertation §3.10</td><td>HandsOver</td></tr>
 * <tr><td>who holds a lease cannot be replaced; a promised vote is given to nobody else; a leader
 * that hands over has no lease</td><td>dissertation §6.4.1</td><td>LeasesHold</td></tr>
 * <tr><td>members are changed in one step after the other, and not before an entry of the term is
 * committed</td><td>dissertation §4.1, Ongaro's correction of 2015</td><td>OneChangeAtATime</td></tr>
 * <tr><td>configurations that follow each other share their
 * majorities</td><td>§6</td><td>ConfigurationsOverlap</td></tr>
 * <tr><td>the members are those that the log names</td><td>§6</td><td>MembersAsTheLogSays</td></tr>
 * <tr><td>who gets a vote has caught up</td><td>dissertation §4.2.1</td><td>NewcomersCatchUp</td></tr>
 * <tr><td>only voters campaign</td><td>dissertation §4.2.1, §4.2.2</td><td>OnlyVotersCampaign</td></tr>
 * <tr><td>who has no vote stops leading</td><td>dissertation §4.2.2</td><td>LeavesWithoutVote</td></tr>
 * <tr><td>who is told that it was removed was</td><td>decision 0009</td><td>ToldIfRemoved</td></tr>
 * <tr><td>a removed member disturbs nobody</td><td>dissertation
 * §4.2.3</td><td>RemovedDisturbNobody</td></tr>
 * <tr><td>a snapshot names the members as of its entry</td><td>§7</td><td>SnapshotConfiguration</td></tr>
 * <tr><td>a snapshot that arrives is whole, whatever it was put together from</td><td>§7</td><td>Arrivals, beside this
 * package</td></tr>
 * <tr><td>who is heard keeps its place</td><td>docs/repair.md,
 * readmission</td><td>HeardKeepItsPlace</td></tr>
 * <tr><td>equal logs make equal states</td><td>§2</td><td>EqualStates</td></tr>
 * <tr><td>a good copy stays of what is committed</td><td>P1, with a minority
 * damaged</td><td>GoodCopyStays</td></tr>
 * <tr><td>who finds damage stays silent</td><td>rule D3</td><td>DamagedStaysSilent</td></tr>
 * </table>
 */
@NullMarked
package dev.balsa.simulator.invariants;

import org.jspecify.annotations.NullMarked;
