package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.server.json.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two of three members are lost for good. */
class RecoverCommandTest {
  @TempDir Path folder;

  private Run recover(Path data, String address, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("recover", "--id", "2", "--address", address, "--data-dir", data.toString()));
    line.addAll(Arrays.asList(more));
    return Run.of(line.toArray(String[]::new));
  }

  private MemberProcess start(
      long id, String members, List<Integer> ports, Path data, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--id",
                String.valueOf(id),
                "--members",
                members,
                "--client",
                "127.0.0.1:" + ports.get((int) id + 3),
                "--data-dir",
                data.toString()));
    options.addAll(Arrays.asList(more));
    return MemberProcess.start(Fixture.arguments(options));
  }

  @Test
  void aSurvivorBeginsAnotherClusterWithAllItHolds() throws Exception {
    List<Integer> ports = Fixture.freePorts(8);
    List<String> members = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      members.add(id + "=127.0.0.1:" + ports.get(id - 1));
    }
    String all = String.join(",", members);
    Path data = folder.resolve("2");
    String address = "127.0.0.1:" + ports.get(1);
    String client = "127.0.0.1:" + ports.get(5);
    try (MemberProcess _ = start(1, all, ports, folder.resolve("1"));
        MemberProcess _ = start(2, all, ports, data)) {
      assertThat(Run.of("set", "k", "kept", "--endpoints", client).code()).isZero();
      assertThat(recover(data, address).code()).isEqualTo(ExitCode.SECOND_COPY.number());
    }

    Run shown = recover(data, address, "--json");
    assertThat(shown.code()).as(shown.err()).isZero();
    JsonValue holding = JsonValue.parse(shown.out());
    assertThat(holding.get("lastIndex").number()).isPositive();
    assertThat(recover(data, address).out()).contains("What may be lost", "last entry");
    assertThat(recover(data, address, "--as", "balsa").code()).isEqualTo(2);
    assertThat(recover(data, address, "--as", "balsa-2").err()).contains("repeat it with --yes");

    Run done = recover(data, address, "--as", "balsa-2", "--yes");
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(recover(data, address).code()).isEqualTo(ExitCode.WRONG_IDENTITY.number());
    String alone = "2=" + address;
    try (MemberProcess _ = start(2, alone, ports, data, "--cluster", "balsa-2")) {
      assertThat(Run.of("get", "k", "--endpoints", client).out()).isEqualTo("kept\n");
      String newcomer = "127.0.0.1:" + ports.get(3);
      try (MemberProcess _ =
          start(
              4,
              alone + ",4=" + newcomer,
              ports,
              folder.resolve("4"),
              "--cluster",
              "balsa-2",
              "--join")) {
        Run added = Run.of("member", "add", "4", newcomer, "--endpoints", client);
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(Run.of("get", "k", "--endpoints", "127.0.0.1:" + ports.get(7)).out())
            .isEqualTo("kept\n");
      }
    }
  }
}
