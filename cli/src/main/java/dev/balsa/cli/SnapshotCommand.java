package dev.balsa.cli;

import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.json.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has a member take a snapshot. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "snapshot",
    mixinStandardHelpOptions = true,
    description = {
      "Has a member take a snapshot of its state now. They are taken by themselves as well; after one, a",
      "restart is quicker, and the log before it can be deleted."
    },
    footer = {
      "",
      "Examples:",
      "  balsa snapshot                                the first node that answers",
      "  balsa snapshot --endpoints 10.0.0.2:2379      this one",
      "",
      "It is written while the node goes on; 'balsa status --json' shows snapshotIndex when it is durable."
    })
final class SnapshotCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Endpoints endpoints;

  @Option(names = "--json", description = "Print the last entry in it as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    long index;
    try (GatewayClient client = endpoints.client()) {
      index = client.takeSnapshot();
    }
    spec.commandLine()
        .getOut()
        .println(
            json
                ? new JsonWriter().number("index", index).end()
                : "A snapshot of the state after entry " + index + " is being written.");
    return ExitCode.DONE.number();
  }
}
