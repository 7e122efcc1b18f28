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
  @Mixin private KeyArguments keys;

  @Option(names = "--json", description = "Print the number and the revision as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Bytes key = keys.key();
    DeleteRangeResponse response;
    try (GatewayClient client = endpoints.client()) {
      response =
          client
              .deleteRange(
                  keys.isPrefix() ? DeleteRangeRequest.prefix(key) : DeleteRangeRequest.of(key))
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
