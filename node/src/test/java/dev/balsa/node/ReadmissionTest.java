package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.core.RoleName;
import dev.balsa.core.Settings;
import dev.balsa.log.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadmissionTest {
  private final long first = MemberId.successor(3, () -> 1L << 20);
  private final long second = MemberId.successor(3, () -> 1L << 21);

  private static Configuration staging(List<Long> voters, List<Long> next) {
    return new Configuration(voters, List.of(), List.of(), next, List.of());
  }

  @Test
  void aSuccessorHasThePlaceOfTheMemberWithItsNumber() {
    assertThat(Readmission.former(new Configuration(List.of(1L, 2L, 3L)), first)).hasValue(3);
    assertThat(Readmission.former(new Configuration(List.of(1L, 2L, 4L)), first)).isEmpty();
    assertThat(Readmission.former(Configuration.NONE, first)).isEmpty();
  }

  /** Its change never comes to its end, and only another one can take the place of it. */
  @Test
  void whoLosesItsPastAgainWhileItCatchesUpGivesItsPlaceToTheNextOne() {
    Configuration now = staging(List.of(1L, 2L, 3L), List.of(1L, 2L, first));
    assertThat(Readmission.former(now, second)).hasValue(first);
    assertThat(Change.from(now).replacing(first, second, "").voters())
        .containsExactly(1L, 2L, second);
  }

  @Test
  void whoIsCatchingUpNeedNotBeLetInAgain() {
    Configuration now = staging(List.of(1L, 2L, 3L), List.of(1L, 2L, first));
    assertThat(Readmission.former(now, first)).hasValue(first);
  }

  @Test
  void aLearnerHasItsPlaceAsWell() {
    Configuration now =
        new Configuration(List.of(1L, 2L), List.of(), List.of(3L), List.of(), List.of());
    assertThat(Readmission.former(now, first)).hasValue(3);
  }

  private final TestClock clock = new TestClock();
  private final List<Change> changes = new ArrayList<>();
  private final List<CompletableFuture<Members>> answers = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final Readmission readmission =
      new Readmission(
          Settings.STANDARD,
          clock,
          new Readmission.Listener() {
            @Override
            public void tooEarly(long former) {
              heard.add("too early for " + MemberId.text(former));
            }

            @Override
            public void ended(long former, long successor, @Nullable Throwable failure) {
              heard.add(failure == null ? "back" : "not back");
            }
          });

  private Members members = new Members(new Configuration(List.of(1L, 2L, 3L)), 1, true);
  private List<FollowerStatus> followers = List.of();

  private static final long SILENT_MILLIS =
      (long) Readmission.SILENT_TIMEOUTS * Settings.STANDARD.electionTimeoutMillis();

  private void knock(long successor) {
    NodeStatus status =
        new NodeStatus(
            1,
            NodeStatus.Phase.RUNNING,
            RoleName.LEADER,
            1,
            1,
            1,
            1,
            1,
            1,
            0,
            0,
            members,
            0,
            false,
            false,
            followers);
    readmission.knocked(
        status,
        successor,
        change -> {
          changes.add(change.apply(Change.from(members.configuration())));
          answers.add(new CompletableFuture<>());
          return answers.getLast();
        });
  }

  private void pass(long millis) {
    clock.advanceMillis(millis);
  }

  @Test
  void whoKnocksWhileAnotherOneCatchesUpComesAlong() {
    long two = MemberId.successor(2, () -> 1L << 20);
    knock(first);
    pass(SILENT_MILLIS);
    knock(first);
    knock(first);
    assertThat(changes)
        .singleElement()
        .satisfies(change -> assertThat(change.voters()).containsExactly(1L, 2L, first));
    members = new Members(staging(List.of(1L, 2L, 3L), List.of(1L, 2L, first)), 2, true);
    knock(two);
    assertThat(changes)
        .last()
        .satisfies(change -> assertThat(change.voters()).containsExactly(1L, two, first));
  }

  @Test
  void noChangeIsAskedForWhileTwoMajoritiesDecide() {
    knock(first);
    pass(SILENT_MILLIS);
    Configuration staging = staging(List.of(1L, 2L, 3L), List.of(1L, 2L, 3L, 4L));
    members =
        new Members(
            new Configuration(
                List.of(1L, 2L, 3L, 4L), List.of(1L, 2L, 3L), List.of(), List.of(), List.of()),
            3,
            true);
    knock(first);
    assertThat(changes).isEmpty();
    members = new Members(staging, 2, true);
    knock(first);
    assertThat(changes).hasSize(1);
  }

  /** It was let in a moment ago, and could not say a word yet. */
  @Test
  void whoWasJustLetInIsNotPushedAsideByTheNextOneWithItsNumber() {
    knock(first);
    pass(SILENT_MILLIS);
    members = new Members(staging(List.of(1L, 2L, 3L), List.of(1L, 2L, first)), 2, true);
    knock(second);
    pass(SILENT_MILLIS - 1);
    knock(second);
    assertThat(changes).isEmpty();
    assertThat(heard).hasSize(3).allMatch(each -> each.startsWith("too early"));
    pass(1);
    knock(second);
    assertThat(changes)
        .singleElement()
        .satisfies(change -> assertThat(change.voters()).containsExactly(1L, 2L, second));
  }

  @Test
  void whoIsHeardKeepsItsPlace() {
    knock(first);
    pass(2 * SILENT_MILLIS);
    followers = List.of(new FollowerStatus(3, 1, SILENT_MILLIS - 1, false));
    knock(first);
    assertThat(changes).isEmpty();
    followers = List.of(new FollowerStatus(3, 1, SILENT_MILLIS, false));
    knock(first);
    assertThat(changes).hasSize(1);
  }

  @Test
  void whoIsNotBackYetMayAskAgain() {
    knock(first);
    pass(SILENT_MILLIS);
    knock(first);
    answers.getFirst().completeExceptionally(new RequestException.Unknown("no majority"));
    knock(first);
    answers.getLast().complete(members);
    assertThat(changes).hasSize(2);
    assertThat(heard).endsWith("not back", "back");
  }
}
