package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Stories, and the crash points, notice the mistake they tell of. Usually a few of them are tried,
 * others each day; {@code -Dbalsa.mutants=all} tries all.
 */
class StoriesCanFailTest {
  private static final int USUALLY = 4;

  private record Told(String mutant, String storyClass, String story) {
    String className() {
      return storyClass.startsWith("dev.")
          ? storyClass
          : "dev.balsa.simulator.stories." + storyClass + "StoriesTest";
    }
  }

  private static final String CRASHES = CrashPointsTest.class.getName();

  private static final List<Told> TOLD =
      List.of(
          new Told("M03", "Election", "b01ACandidateWhoseDiskHangsAsksNobody"),
          new Told("M48", "Election", "b02AVoterWhoseDiskFailsGivesNoVote"),
          new Told("M01", "Election", "b03DoubledAndLateRequestsGetOneVote"),
          new Told("M04", "Election", "b04WhoGivesWayOrCrashesKeepsItsVote"),
          new Told("M05", "Election", "b05ALaterTermBeatsALongerLog"),
          new Told("M12", "Election", "b08AMemberThatWasCutOffDisturbsNobody"),
          new Told("M17", "Replication", "b15DoubledAndOverlappingAppendsShortenNothing"),
          new Told("M23", "Replication", "b13ACrashWhileATailIsReplacedLosesNothingCommitted"),
          new Told("ABA", "Replication", "b25AnAcknowledgementOfWhatWasCutDoesNotCount"),
          new Told("E1", "Durability", "b23ALoneVotersAnswerSurvivesAPowerCutInTheSameMoment"),
          new Told("E2", "Durability", "b47APowerCutInTheMiddleOfWritesLeavesALogThatOpens"),
          new Told("M24", "Snapshot", "b14AnAppendFromBeforeTheSnapshotIsNoConflict"),
          new Told("S9", "Snapshot", "b17ALogThatBeginsAfterASnapshotIsGoneOnWith"),
          new Told("S3", "Snapshot", "b38TwoSnapshotsOneAfterTheOtherNeverLeadBack"),
          new Told("M33", "Snapshot", "b39ACrashWhileASnapshotIsWrittenLeavesTheOldOrTheNewOne"),
          new Told("S4", "Snapshot", "b41ASnapshotThatArrivedIsNotSentAgain"),
          new Told("S11", "Snapshot", "whoHasAnOlderSnapshotIsSentTheRest"),
          new Told("S12", "Snapshot", "whoHasAnOlderSnapshotIsSentTheRest"),
          new Told("M42", "Read", "b27ALeaderThatWasReplacedReadsNothingStale"),
          new Told("M43", "Read", "b27LateAnswersConfirmNoNewRead"),
          new Told("M41", "Read", "b28AReadAsTheFirstRequestAfterARestartSeesEverything"),
          new Told("M30a", "Membership", "b32ASnapshotDuringAChangeNamesTheMembersBeforeIt"),
          new Told("M35", "Membership", "b21TheOnlyMemberOfOneHalfDecidesNothingAlone"),
          new Told("M40", "Membership", "b22LearnersConfirmNoRead"),
          new Told("C1", "Membership", "b07LearnersAndWaitingMachinesDecideNothing"),
          new Told("C2", "Membership", "b34WhoeverIsRemovedInWhateverStateLeavesALeaderBehind"),
          new Told("C3", "Membership", "b33ARestartForgetsNeitherPromotionNorDemotion"),
          new Told("C4", "Membership", "b07ARemovedMemberThatComesBackDisturbsNobodyAndStops"),
          new Told("C7", "Membership", "b21TheOnlyMemberOfOneHalfDecidesNothingAlone"),
          new Told("E1", CRASHES, "everyCrashPointRecovers"),
          new Told("E2", CRASHES, "everyCrashPointRecovers"),
          new Told("M49", CRASHES, "everyCrashPointRecovers"),
          new Told("V1", "Witness", "aWitnessSaysThatItHasNothingToAnswerWith"),
          new Told("X1", "Session", "aRetryAcrossAChangeOfLeaderAppliesOnce"),
          new Told("Q1", "Sleep", "aSleepingGroupElectsAnotherLeaderWhenItsLeaderDies"),
          new Told("R12", "Client", "b54AWriteIsAnsweredOnceItIsApplied"));

  @Test
  void storiesNoticeTheMistakeTheyTellOf() throws ReflectiveOperationException, IOException {
    List<String> missed = new ArrayList<>();
    for (Told told : chosen()) {
      if (!fails(told)) {
        missed.add(told.story() + " does not notice " + told.mutant());
      }
    }
    assertThat(missed).isEmpty();
  }

  private static List<Told> chosen() {
    if (System.getProperty("balsa.mutants", "").equals("all")) {
      return TOLD;
    }
    long day = System.currentTimeMillis() / 86_400_000;
    List<Told> some = new ArrayList<>();
    for (int i = 0; i < USUALLY; i++) {
      some.add(TOLD.get((int) ((day * USUALLY + i) % TOLD.size())));
    }
    return some;
  }

  private static boolean fails(Told told) throws ReflectiveOperationException, IOException {
    Mutant mutant =
        Mutants.all().stream().filter(m -> m.id().equals(told.mutant())).findFirst().orElseThrow();
    Class<?> type = MutantLoader.of(mutant).loadClass(told.className());
    Constructor<?> constructor = type.getDeclaredConstructor();
    Method story = type.getDeclaredMethod(told.story());
    constructor.setAccessible(true);
    story.setAccessible(true);
    try {
      story.invoke(constructor.newInstance());
      return false;
    } catch (InvocationTargetException e) {
      return true;
    }
  }
}
