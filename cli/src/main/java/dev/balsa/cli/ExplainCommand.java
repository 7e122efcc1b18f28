package dev.balsa.cli;

import dev.balsa.log.MemberId;
import dev.balsa.server.client.Explanation;
import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.client.GatewayException;
import dev.balsa.server.json.JsonWriter;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has every node explain what holds it up. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Says in plain words why there is no leader, who holds commits back, why reads wait, and how far a change of",
      "the members is: what each node knows."
    },
    footer = {
      "",
      "Examples:",
      "  balsa explain",
      "  balsa explain --json --endpoints 10.0.0.1:2379,10.0.0.2:2379",
      "",
      "Ends with 0 if a node answers, else with 7."
    })
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Endpoints endpoints;

  @Option(names = "--json", description = "One JSON object for each node.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean answered = false;
    for (InetSocketAddress address : endpoints.addresses()) {
      try (GatewayClient client = endpoints.client(List.of(address))) {
        Explanation said = client.explain(address);
        answered = true;
        if (json) {
          out.println(said.json());
        } else {
          out.println(
              "Member " + MemberId.text(said.member()) + ", clients at " + Endpoints.text(address));
          said.lines().forEach(line -> out.println("  " + line));
        }
      } catch (GatewayException silent) {
        String problem = String.valueOf(silent.getMessage());
        out.println(
            json
                ? new JsonWriter()
                    .text("endpoint", Endpoints.text(address))
                    .text("error", problem)
                    .end()
                : "No answer from " + problem);
      }
    }
    if (!answered) {
      throw new Failure(
          ExitCode.UNAVAILABLE,
          "No node answers. Start one with 'balsa node --node 1', or name others with --endpoints.");
    }
    return ExitCode.DONE.number();
  }
}
