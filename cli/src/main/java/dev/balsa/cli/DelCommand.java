package dev.balsa.cli;

import dev.balsa.core.Bytes;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.DeleteRangeResponse;
import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.json.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes keys. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "del",
    mixinStandardHelpOptions = true,
    description = "Deletes a key, or all keys with a prefix, and prints how many there were.",
    footer = {
      "",
      "Examples:",
      "  balsa del greeting",
      "  balsa del --prefix orders/",
    })
final class DelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Endpoints endpoints;

  @Option(names = "--prefix", description = "All keys that start with KEY.")
  private boolean prefix;

  @Option(names = "--json", description = "Print the number and the revision as JSON.")
  private boolean json;

  @Parameters(paramLabel = "KEY", description = "The key, or with --prefix the prefix.")
  private String key;

  @Override
  public Integer call() {
    Bytes bytes = Bytes.utf8(key);
    DeleteRangeResponse response;
    try (GatewayClient client = endpoints.client()) {
      response =
          client
              .deleteRange(prefix ? DeleteRangeRequest.prefix(bytes) : DeleteRangeRequest.of(bytes))
              .response();
    }
    spec.commandLine()
        .getOut()
        .println(
            json
                ? new JsonWriter()
                    .number("deleted", response.deleted())
                    .number("revision", response.revision())
                    .end()
                : String.valueOf(response.deleted()));
    return ExitCode.DONE.number();
  }
}
