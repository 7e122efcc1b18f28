package dev.balsa.cli;

import dev.balsa.core.Bytes;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.RangeResponse;
import dev.balsa.server.client.Answer;
import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.json.JsonWriter;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads keys. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = "Reads a key, or all keys with a prefix.",
    footer = {
      "",
      "Examples:",
      "  balsa get greeting",
      "  balsa get --prefix orders/",
      "  balsa get --serializable --endpoints 127.0.0.1:9002 greeting",
      "",
      "Prints the value; with --prefix a line for each key: key, tab, value. What is not text is shown as",
      "base64:… . Ends with 1 if there is no such key."
    })
final class GetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Endpoints endpoints;
  @Mixin private KeyArguments keys;

  @Option(
      names = "--serializable",
      description = "What the asked node itself holds: at once, perhaps old; says how old.")
  private boolean serializable;

  @Option(names = "--json", description = "One JSON object for each key.")
  private boolean json;

  @Override
  public Integer call() {
    Bytes key = keys.key();
    RangeRequest request = keys.isPrefix() ? RangeRequest.prefix(key) : RangeRequest.of(key);
    Answer<RangeResponse> answer;
    try (GatewayClient client = endpoints.client()) {
      answer = client.range(serializable ? local(request) : request);
    }
    PrintWriter out = spec.commandLine().getOut();
    for (KeyValue pair : answer.response().kvs()) {
      out.println(line(pair, answer.age()));
    }
    Answer.Age age = answer.age();
    if (age != null && !json) {
      spec.commandLine().getErr().println(age(age));
    }
    if (answer.response().kvs().isEmpty() && !keys.isPrefix()) {
      throw new Failure(
          ExitCode.FAILED, Faq.NO_SUCH_KEY, "There is no key '" + keys.text() + "'.", null);
    }
    return ExitCode.DONE.number();
  }

  private String line(KeyValue pair, Answer.@Nullable Age age) {
    if (json) {
      JsonWriter object = Shown.json(pair);
      if (age != null) {
        object
            .number("appliedIndex", age.appliedIndex())
            .number("behindEntries", age.commitLag())
            .number("ageMillis", age.ageMillis());
      }
      return object.end();
    }
    return keys.isPrefix()
        ? Shown.text(pair.key()) + "\t" + Shown.text(pair.value())
        : Shown.text(pair.value());
  }

  private static String age(Answer.Age age) {
    return "May be old: this node had applied up to entry "
        + age.appliedIndex()
        + ", knew of "
        + age.commitLag()
        + " more, and "
        + (age.ageMillis() < 0
            ? "has never heard from a leader."
            : "heard from the leader " + age.ageMillis() + " ms before.");
  }

  private static RangeRequest local(RangeRequest request) {
    return new RangeRequest(
        request.key(),
        request.rangeEnd(),
        request.limit(),
        request.revision(),
        request.sortOrder(),
        request.sortTarget(),
        true,
        request.keysOnly(),
        request.countOnly(),
        request.minModRevision(),
        request.maxModRevision(),
        request.minCreateRevision(),
        request.maxCreateRevision());
  }
}
