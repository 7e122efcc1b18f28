package dev.balsa.cli;

import dev.balsa.log.MemberId;
import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.client.MemberList;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the members. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "members",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the members of the cluster, as the first node that answers knows them: voters, learners, those",
      "that are catching up and will vote, and those that are leaving."
    },
    footer = {
      "",
      "Examples:",
      "  balsa members",
      "  balsa members --json --endpoints 10.0.0.1:2379",
      "",
      "'balsa member --help' tells how to change them."
    })
final class MembersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Endpoints endpoints;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    MemberList list;
    try (GatewayClient client = endpoints.client()) {
      list = client.members();
    }
    print(list, json, spec.commandLine().getOut());
    return ExitCode.DONE.number();
  }

  static void print(MemberList list, boolean json, PrintWriter out) {
    if (json) {
      out.println(list.json());
      return;
    }
    Table table = new Table("MEMBER", "KIND", "ADDRESS");
    list.members()
        .forEach(each ->
            table.add(
                MemberId.text(each.id()),
                each.kind(),
                each.address().isEmpty() ? "-" : each.address()));
    table.print(out);
    if (list.changing()) {
      out.println("A change is going on (entry " + list.index() + ").");
    }
  }
}
