package dev.balsa.cli;

import dev.balsa.log.MemberId;
import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.client.GatewayException;
import dev.balsa.server.client.MemberStatus;
import dev.balsa.server.json.JsonWriter;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks every node how it is. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Asks each node who it is, who leads, and how far it is.",
    footer = {
      "",
      "Examples:",
      "  balsa status",
      "  balsa status --json --endpoints 10.0.0.1:2379,10.0.0.2:2379",
      "",
      "Ends with 0 if a node answers that knows a leader, else with 7."
    })
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Endpoints endpoints;

  @Option(names = "--json", description = "One JSON object for each node.")
  private boolean json;

  /** What came of asking one node. */
  private record Found(String endpoint, @Nullable MemberStatus status, String problem) {}

  @Override
  public Integer call() {
    List<Found> all = ask(endpoints.addresses());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      all.forEach(found -> out.println(json(found)));
    } else {
      table(all).print(out);
    }
    boolean led =
        all.stream()
            .anyMatch(found -> {
              MemberStatus status = found.status();
              return status != null && status.leader() != 0;
            });
    if (!led) {
      boolean silent = all.stream().allMatch(found -> found.status() == null);
      throw new Failure(
          ExitCode.UNAVAILABLE,
          silent
              ? "No node answers. Start one with 'balsa node --node 1', or name others with --endpoints."
              : "No node knows a leader. A majority of the nodes must run and reach each other.");
    }
    return ExitCode.DONE.number();
  }

  private List<Found> ask(List<InetSocketAddress> addresses) {
    List<CompletableFuture<Found>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (InetSocketAddress address : addresses) {
        asked.add(CompletableFuture.supplyAsync(() -> ask(address), threads));
      }
    }
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private Found ask(InetSocketAddress address) {
    try (GatewayClient client = endpoints.client(List.of(address))) {
      return new Found(Endpoints.text(address), client.status(address), "");
    } catch (GatewayException silent) {
      String endpoint = Endpoints.text(address);
      String problem = String.valueOf(silent.getMessage());
      return new Found(
          endpoint,
          null,
          problem.startsWith(endpoint + ": ") ? problem.substring(endpoint.length() + 2) : problem);
    }
  }

  private static Table table(List<Found> all) {
    Table table =
        new Table(
            "ENDPOINT",
            "NODE",
            "ROLE",
            "TERM",
            "LEADER",
            "LAST",
            "COMMIT",
            "APPLIED",
            "KEYS",
            "HEARD");
    for (Found found : all) {
      MemberStatus status = found.status();
      if (status == null) {
        table.add(found.endpoint(), "-", found.problem());
      } else {
        table.add(
            found.endpoint(),
            MemberId.text(status.member()),
            role(status),
            status.term(),
            status.leader() == 0 ? "none" : MemberId.text(status.leader()),
            status.lastIndex(),
            status.commitIndex(),
            status.appliedIndex(),
            status.witness() ? "-" : status.keys(),
            status.lastContactMillis() < 0 ? "never" : status.lastContactMillis() + " ms ago");
      }
    }
    return table;
  }

  private static String role(MemberStatus status) {
    if (!status.phase().equals("running")) {
      return status.phase();
    }
    return status.witness() ? status.role() + " (witness)" : status.role();
  }

  private static String json(Found found) {
    MemberStatus status = found.status();
    JsonWriter object = new JsonWriter().text("endpoint", found.endpoint());
    return (status == null
            ? object.text("error", found.problem())
            : object.json("status", status.json()))
        .end();
  }
}
