package dev.balsa.cli;

import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.json.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands leadership over. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "transfer",
    mixinStandardHelpOptions = true,
    description = "Has the leader hand over to another member, without an outage.",
    footer = {
      "",
      "Examples:",
      "  balsa transfer      to the voter that has most of the log",
      "  balsa transfer 2",
      "",
      "If the other one does not take over within an election timeout, the leader goes on. Ends with 1 if it was",
      "refused, 7 if nobody leads, and 8 if the outcome is unknown."
    })
final class TransferCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Endpoints endpoints;

  @Option(names = "--json", description = "Print the new leader as JSON.")
  private boolean json;

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "Who shall lead (default: the voter that has most of the log).")
  private long to;

  @Override
  public Integer call() {
    long leader;
    try (GatewayClient client = endpoints.client()) {
      leader = client.transferLeadership(to);
    }
    spec.commandLine()
        .getOut()
        .println(
            json
                ? new JsonWriter().number("leader", leader).end()
                : "Member " + leader + " leads now.");
    return ExitCode.DONE.number();
  }
}
