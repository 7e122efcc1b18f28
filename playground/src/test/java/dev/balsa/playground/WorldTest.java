package dev.balsa.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.balsa.core.Effect;
import dev.balsa.core.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a page will do with a world: go on step by step, look, ask, break and repair. */
final class WorldTest {
  @Test
  void aWorldWithoutTroubleElectsALeaderAndCommits() {
    Quiet quiet = new Quiet(1);
    long leader = quiet.leader();
    quiet.propose(leader, "hello");
    quiet.until(() -> Quiet.commands(quiet.world.committed()).contains("hello"));
    assertThat(quiet.seen(Happening.Started.class)).hasSize(3);
    assertThat(quiet.seen(Happening.Synced.class)).isNotEmpty();
    assertThat(quiet.seen(Happening.Sent.class)).isNotEmpty();
    assertThat(quiet.world.marks()).containsEntry(World.ELECTED, 1);
  }

  @Test
  void answersAreInTheTurns() {
    Quiet quiet = new Quiet(2);
    long request = quiet.world.read(quiet.leader());
    quiet.until(() ->
        quiet.seen(Happening.Turned.class).stream()
            .flatMap(turned -> turned.effects().stream())
            .anyMatch(effect -> effect instanceof Effect.ReadReady ready && ready.id() == request));
  }

  @Test
  void aStoppedMemberHearsNothingAndStartsFromItsDisk() {
    Quiet quiet = new Quiet(3);
    long leader = quiet.leader();
    quiet.world.kill(leader);
    assertThat(quiet.world.members().get((int) leader - 1).running()).isFalse();
    assertThat(quiet.leaderBeside(leader)).isNotEqualTo(leader);
    assertThat(quiet.seen(Happening.Lost.class))
        .extracting(Happening.Lost::why)
        .contains(Happening.Loss.NOBODY_THERE);
    quiet.world.start(leader);
    quiet.until(quiet.world::isSettled);
    assertThat(quiet.seen(Happening.Started.class).getLast().term()).isPositive();
  }

  @Test
  void aCutLinkLosesWhatIsOnItsWayUntilHealed() {
    Quiet quiet = new Quiet(4);
    long leader = quiet.leader();
    for (long other = 1; other <= 3; other++) {
      quiet.world.cut(leader, other);
      quiet.world.cut(other, leader);
    }
    assertThat(quiet.leaderBeside(leader)).isNotEqualTo(leader);
    assertThat(quiet.seen(Happening.Lost.class))
        .extracting(Happening.Lost::why)
        .containsOnly(Happening.Loss.CUT);
    quiet.world.heal();
    quiet.until(quiet.world::isSettled);
  }

  @Test
  void aPausedMemberTakesNoTurn() {
    Quiet quiet = new Quiet(5);
    long leader = quiet.leader();
    long untilNanos = quiet.world.nowNanos() + 3_000 * Quiet.MILLI_NANOS;
    quiet.world.pause(leader, untilNanos);
    quiet.seen.clear();
    quiet.untilNanos(untilNanos - 500 * Quiet.MILLI_NANOS);
    assertThat(quiet.seen(Happening.Turned.class))
        .extracting(Happening.Turned::member)
        .isNotEmpty()
        .doesNotContain(leader);
    quiet.until(quiet.world::isSettled);
  }

  @Test
  void messagesGetLostAndDoubledAsThePlanSays() {
    Plan calm = Quiet.plan(6);
    Plan rough =
        new Plan(
            calm.seed(),
            calm.members(),
            calm.settings(),
            new Plan.Links(100, 5_000, 200, 200),
            calm.disks(),
            calm.load(),
            calm.trouble());
    World world = new World(rough);
    int lost = 0;
    int sent = 0;
    int arrived = 0;
    while (world.nowNanos() < 20_000 * Quiet.MILLI_NANOS) {
      for (Happening happening : world.step()) {
        lost += happening instanceof Happening.Lost ? 1 : 0;
        sent += happening instanceof Happening.Sent ? 1 : 0;
        arrived += happening instanceof Happening.Turned turned ? turned.events().size() : 0;
      }
    }
    assertThat(lost).isBetween(sent / 8, sent / 4);
    assertThat(arrived).isGreaterThan(sent * 9 / 10);
  }

  @Test
  void wordsTellEveryKindOfHappening() {
    Quiet quiet = new Quiet(7);
    long leader = quiet.leader();
    quiet.world.hangDisk(leader, 0);
    quiet.world.pause(leader, 0);
    quiet.world.cut(1, 2);
    quiet.world.heal();
    quiet.world.kill(leader);
    quiet.untilNanos(quiet.world.nowNanos() + 100 * Quiet.MILLI_NANOS);
    List<String> texts = quiet.seen.stream().map(Happening::text).toList();
    assertThat(texts)
        .contains(
            leader + " disk hangs until=0",
            leader + " paused until=0",
            "cut 1->2",
            "healed",
            leader + " stopped lost=0",
            "1 started term=0 vote=0 last=0")
        .anyMatch(text -> text.startsWith("sent PreVote "))
        .anyMatch(text -> text.startsWith("lost ") && text.endsWith(", nobody is there"))
        .anyMatch(text -> text.startsWith(leader + " synced "))
        .anyMatch(text -> text.contains(" turns\n  < received "))
        .anyMatch(text -> text.contains(" ticks\n  > "));
  }

  @Test
  void aMemberThatIsNotThereIsNamed() {
    World world = new World(Quiet.plan(8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.kill(4))
        .withMessage("member is 4; it must be from 1 to 3");
    assertThatIllegalArgumentException().isThrownBy(() -> world.cut(0, 1));
  }

  @Test
  void aPlanThatCannotBeIsNamed() {
    Plan plan = Quiet.plan(9);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Plan(
                1, 10, Settings.STANDARD, plan.links(), plan.disks(), plan.load(), plan.trouble()))
        .withMessage("members is 10; it must be from 1 to 9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plan.Links(10, 5, 0, 0))
        .withMessageStartingWith("delayMicrosMin is 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plan.Links(1, 5, 1001, 0))
        .withMessageStartingWith("lostPerMille is 1001");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plan.Disks(1, 10_000_001))
        .withMessageStartingWith("syncMicrosMax is 10000001");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plan.Load(1, 101, 24))
        .withMessageStartingWith("commandsMax is 101");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plan.Trouble(60_001, 0, 0))
        .withMessageStartingWith("pauseMillisMax is 60001");
  }

  @Test
  void theProgramWantsTwoNumbers() {
    assertThatIllegalArgumentException().isThrownBy(() -> Digests.main(new String[] {"1"}));
  }
}
