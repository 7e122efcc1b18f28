package dev.balsa.cli;

import dev.balsa.core.Bytes;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.PutResponse;
import dev.balsa.server.client.Answer;
import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.json.JsonWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a key. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "set",
    mixinStandardHelpOptions = true,
    description = "Writes a key. When it returns, a majority of the nodes have it on disk.",
    footer = {
      "",
      "Examples:",
      "  balsa set greeting hello",
      "  balsa set --endpoints 127.0.0.1:9001 greeting \"hello again\"",
      "",
      "Ends with 7 if it did not happen and 8 if nobody can tell; see 'balsa faq the-outcome-is-unknown'."
    })
final class SetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Endpoints endpoints;

  @Option(names = "--json", description = "Print the revision of the write as JSON.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "KEY", description = "The key, at least one character.")
  private String key;

  @Parameters(index = "1", paramLabel = "VALUE", description = "The value.")
  private String value;

  @Override
  public Integer call() {
    Answer<PutResponse> answer;
    try (GatewayClient client = endpoints.client()) {
      answer = client.put(PutRequest.of(Bytes.utf8(key), Bytes.utf8(value)));
    }
    spec.commandLine()
        .getOut()
        .println(
            json
                ? new JsonWriter()
                    .number("revision", answer.response().revision())
                    .number("term", answer.raftTerm())
                    .end()
                : "OK");
    return ExitCode.DONE.number();
  }
}
