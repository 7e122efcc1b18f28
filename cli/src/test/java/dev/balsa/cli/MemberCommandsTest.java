package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.balsa.server.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members come, move up, lead and leave by the command line. */
class MemberCommandsTest {
  private static final int SIZE = 4;

  @TempDir Path folder;

  /** Members with their client ports, in this process. */
  private final class Group implements AutoCloseable {
    private final List<Integer> ports = Fixture.freePorts(2 * SIZE);
    private final Map<Long, MemberProcess> running = new TreeMap<>();

    /** With options for the last one. */
    Group(String... ofTheLast) throws IOException {
      for (long id = 1; id < SIZE; id++) {
        start(id, SIZE - 1, id == SIZE - 1 ? ofTheLast : new String[0]);
      }
    }

    MemberProcess start(long id, int size, String... more) {
      List<String> members = new ArrayList<>();
      for (long each = 1; each <= size; each++) {
        members.add(each + "=" + peer(each));
      }
      List<String> options =
          new ArrayList<>(
              List.of(
                  "--id",
                  String.valueOf(id),
                  "--members",
                  String.join(",", members),
                  "--client",
                  client(id),
                  "--data-dir",
                  folder.resolve("member" + id).toString()));
      options.addAll(List.of(more));
      MemberProcess process = MemberProcess.start(Fixture.arguments(options));
      running.put(id, process);
      return process;
    }

    String peer(long id) {
      return "127.0.0.1:" + ports.get((int) id - 1);
    }

    String client(long id) {
      return "127.0.0.1:" + ports.get(SIZE + (int) id - 1);
    }

    /** Runs a command against all that were started; its words may have spaces between them. */
    Run run(String command, String... more) {
      List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
      line.add("--endpoints");
      line.add(running.keySet().stream().map(this::client).collect(Collectors.joining(",")));
      line.addAll(List.of(more));
      return Run.of(line.toArray(String[]::new));
    }

    @Override
    public void close() {
      running.values().forEach(MemberProcess::close);
    }
  }

  @Test
  void aMemberJoinsLeadsAndLeaves() throws Exception {
    try (Group group = new Group()) {
      assertThat(group.run("set", "k", "v").code()).isZero();
      MemberProcess fourth = group.start(4, SIZE, "--join");
      Run added = group.run("member add 4 " + group.peer(4));
      assertThat(added.code()).as(added.err()).isZero();
      assertThat(added.out()).containsPattern("4 +voter +" + group.peer(4));
      JsonValue members = JsonValue.parse(group.run("members", "--json").out());
      assertThat(members.get("members").elements()).hasSize(4);
      assertThat(members.get("changing").isTrue()).isFalse();
      assertThat(Run.of("get", "k", "--endpoints", group.client(4)).out()).isEqualTo("v\n");

      assertThat(group.run("snapshot").out()).contains("is being written");

      Run explained = group.run("explain");
      assertThat(explained.code()).as(explained.err()).isZero();
      assertThat(explained.out()).contains("This member leads term", "Member 4, clients at");

      Run transferred = group.run("transfer", "4");
      assertThat(transferred.code()).as(transferred.err()).isZero();
      assertThat(transferred.out()).isEqualTo("Member 4 leads now.\n");

      Run removed = group.run("member remove 4");
      assertThat(removed.code()).as(removed.err()).isZero();
      Throwable end = catchThrowable(fourth::await);
      assertThat(Failure.of(end).code()).isEqualTo(ExitCode.REMOVED);
      assertThat(Failure.of(end).text()).contains("Member 4 was removed from the cluster");
      group.running.remove(4L);
      assertThat(group.run("set", "k", "w").code()).isZero();
    }
  }

  @Test
  void aWitnessIsShownAsOneAndHasNothingToTell() throws Exception {
    try (Group group = new Group("--witness")) {
      assertThat(group.run("set", "k", "v").code()).isZero();
      assertThat(group.run("status").out())
          .containsPattern(group.client(3) + " +3 +[a-z-]+ \\(witness\\)( +\\S+){5} +- ");
      Run asked = Run.of("get", "k", "--endpoints", group.client(3));
      assertThat(asked.code()).isEqualTo(ExitCode.UNAVAILABLE.number());
      assertThat(asked.err()).contains("member 3 is a witness");
      assertThat(group.run("explain").out()).contains("This member is a witness");
    }
  }

  @Test
  void whoHasLostItsDataComesBackByItself() throws Exception {
    try (Group group = new Group()) {
      assertThat(group.run("set", "k", "v").code()).isZero();
      assertThat(Run.of("get", "k", "--endpoints", group.client(3)).out()).isEqualTo("v\n");
      group.running.remove(3L).close();
      for (String slot : List.of("identity.a", "identity.b")) {
        Files.delete(folder.resolve("member3").resolve(slot));
      }
      Throwable refused = catchThrowable(() -> group.start(3, SIZE - 1));
      assertThat(Failure.of(refused).code()).isEqualTo(ExitCode.DAMAGED);

      group.start(3, SIZE - 1, "--rejoin");
      assertThat(group.run("explain").out()).contains("comes back as 3~");
      Run back = group.run("members");
      long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!back.out().matches("(?s).*3~[0-9a-f]{8} +voter +[0-9.:]+\n")
          && System.nanoTime() < deadlineNanos) {
        back = group.run("members");
      }
      assertThat(back.out()).containsPattern("3~[0-9a-f]{8} +voter +" + group.peer(3));
      assertThat(back.out().lines()).hasSize(4);
      assertThat(Run.of("get", "k", "--endpoints", group.client(3)).out()).isEqualTo("v\n");
      assertThat(group.run("member remove 3").code()).isZero();
      assertThat(group.run("members").out()).doesNotContain("3~");
    }
  }

  @Test
  void aFollowerSaysWhoLeadsAndTheOthersAreAsked() throws Exception {
    try (Group group = new Group()) {
      assertThat(group.run("set", "k", "v").code()).isZero();
      group.run("transfer", "1");
      Run status = group.run("transfer", "2");
      assertThat(status.code()).as(status.err()).isZero();
      // Whether it can be done is not for a follower to say.
      String[] twice = {"member", "add", "2", group.peer(2), "--endpoints"};
      Run follower = Run.of(with(twice, group.client(1)));
      assertThat(follower.code()).isEqualTo(7);
      assertThat(follower.err())
          .contains(group.client(1) + ": balsa: member 1 does not lead; ask member 2, which does");
      Run followed = Run.of(with(twice, group.client(1) + "," + group.client(2)));
      assertThat(followed.code()).isEqualTo(1);
      assertThat(followed.err()).contains("member 2 is a voter already");
      Run transferred = Run.of("transfer", "3", "--endpoints", group.client(1));
      assertThat(transferred.code()).isEqualTo(7);
      assertThat(transferred.err()).contains("ask member 2, which does");
    }
  }

  private static String[] with(String[] words, String last) {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = last;
    return all;
  }

  @Test
  void whatCannotBeIsRefusedWithAReason() throws Exception {
    try (Group group = new Group()) {
      assertThat(group.run("set", "k", "v").code()).isZero();
      Run twice = group.run("member add 2 " + group.peer(2));
      assertThat(twice.code()).isEqualTo(1);
      assertThat(twice.err()).contains("member 2 is a voter already", "Nothing happened");
      assertThat(group.run("member add 4 nonsense").code()).isEqualTo(1);
      assertThat(group.run("member promote 2").err()).contains("member 2 is no learner");
      assertThat(group.run("member remove 9").err()).contains("member 9 has no place");
      assertThat(group.run("transfer", "9").err()).contains("member 9 is no other voter");
      assertThat(group.run("member remove x").code()).isEqualTo(2);
    }
  }
}
