package dev.balsa.cli;

import dev.balsa.Cluster;
import dev.balsa.Member;
import dev.balsa.net.tls.CertificateNames;
import dev.balsa.net.tls.TrialAuthority;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes certificates for trying out. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "cert",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes certificates for trying out: ca.crt, member-ID.crt and .key for each member, client.crt and .key.",
      "The authority's key is thrown away, so nobody can issue more under it, or revoke. For a cluster that is",
      "to last use an authority of your own; docs/security.md has a recipe."
    },
    footer = {
      "",
      "Examples:",
      "  balsa cert --members 1=10.0.0.1:2380,2=10.0.0.2:2380,3=10.0.0.3:2380 --out certificates",
      "  balsa get --cacert certificates/ca.crt --cert certificates/client.crt \\",
      "      --key certificates/client.key --endpoints 10.0.0.1:2379 greeting",
      "",
      "Ends with 1 if a file is there already; nothing is overwritten."
    })
final class CertCommand implements Callable<Integer> {
  private static final int DAYS_MAX = 3650;

  /** Clocks of machines differ. */
  private static final Duration EARLIER = Duration.ofMinutes(10);

  @Spec private CommandSpec spec;

  @Option(
      names = "--members",
      required = true,
      split = ",",
      paramLabel = "ID=HOST:PORT",
      description = "All members, as 'balsa node' takes them; the ports do not matter.")
  private Map<Long, String> members = new LinkedHashMap<>();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to write; made if it is not there.")
  private Path directory;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "The name of the cluster (default: ${DEFAULT-VALUE}).",
      defaultValue = Cluster.NAME_STANDARD)
  private String cluster;

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      description = "How long they are valid (default: ${DEFAULT-VALUE}).",
      defaultValue = "30")
  private int days;

  @Override
  public Integer call() throws IOException {
    if (days < 1 || days > DAYS_MAX) {
      throw new IllegalArgumentException(
          "--days is " + days + "; it must be from 1 to " + DAYS_MAX);
    }
    Map<String, Set<String>> hosts = new LinkedHashMap<>();
    members.forEach((id, address) ->
        hosts.put(
            "member-" + id, // A member is asked from its own machine, too.
            new LinkedHashSet<>(List.of(Member.of(id, address).host(), "localhost", "127.0.0.1"))));
    Files.createDirectories(directory);
    refuseOld("ca.crt");
    for (String name : hosts.keySet()) {
      refuseOld(name + ".crt");
      refuseOld(name + ".key");
    }
    refuseOld("client.crt");
    refuseOld("client.key");
    Instant now = Instant.now();
    TrialAuthority authority =
        TrialAuthority.create(
            cluster + " trial authority", now.minus(EARLIER), now.plus(Duration.ofDays(days)));
    authority.write(directory.resolve("ca.crt"));
    for (long id : members.keySet()) {
      String name = "member-" + id;
      authority
          .issue(
              cluster + " " + name,
              CertificateNames.member(cluster, id),
              List.copyOf(hosts.getOrDefault(name, Set.of())))
          .write(directory, name);
    }
    authority.issue(cluster + " client", "", List.of()).write(directory, "client");
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Wrote certificates of "
            + members.size()
            + " members and a client to "
            + directory
            + ", valid for "
            + days
            + " days. They name:");
    members.keySet().forEach(id -> out.println("  " + CertificateNames.member(cluster, id)));
    return ExitCode.DONE.number();
  }

  private void refuseOld(String name) {
    if (Files.exists(directory.resolve(name))) {
      throw new Failure(
          ExitCode.FAILED,
          directory.resolve(name)
              + " is there already, and a key that is in use must not be lost. Name another folder.");
    }
  }
}
