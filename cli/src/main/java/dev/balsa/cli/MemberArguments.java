package dev.balsa.cli;

import dev.balsa.Cluster;
import dev.balsa.Limits;
import dev.balsa.Member;
import dev.balsa.net.Security;
import dev.balsa.server.ServerSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of a member of a cluster. */
@SuppressWarnings("NullAway.Init")
final class MemberArguments {
  @Option(names = "--id", required = true, paramLabel = "ID", description = "Which member this is.")
  long id;

  @Option(
      names = "--members",
      required = true,
      split = ",",
      paramLabel = "ID=HOST:PORT",
      description = "All members and where they listen to each other, the same on each.")
  private Map<Long, String> members = new LinkedHashMap<>();

  @Option(
      names = "--client",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where this member listens to clients.")
  private String client;

  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIR",
      description = "Where this member keeps its data.")
  private Path directory;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description =
          "What all members of this cluster and nobody else are called (default: ${DEFAULT-VALUE}).",
      defaultValue = Cluster.NAME_STANDARD)
  private String name;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where this member listens to the others, if not at its own address.")
  private @Nullable String listen;

  @Option(
      names = "--join",
      description =
          "This member is new: it waits until 'balsa member add' makes it one of them. --members names"
              + " the present ones and this one.")
  private boolean join;

  @Option(
      names = "--rejoin",
      description =
          "If the data of this member are damaged, were emptied, or are an old copy, set them aside and let"
              + " the member come back by itself as a new one in its former place.")
  private boolean rejoin;

  @Option(
      names = "--witness",
      description =
          "This member only witnesses: it votes and keeps the log and a snapshot, but no state, and answers no"
              + " clients. Two members with a state and a witness survive the loss of any one.")
  private boolean witness;

  @ArgGroup(exclusive = false, heading = "%nHow such a member looks for rot on its disk:%n")
  private ScrubArguments scrub = new ScrubArguments();

  /** Times and bounds, but for those that have options here. */
  Limits limits = Limits.STANDARD;

  @ArgGroup(exclusive = false, heading = "%nTLS of such a member:%n")
  private TlsArguments tls = new TlsArguments();

  @ArgGroup(exclusive = false, heading = "%nHow much one client of such a member may ask:%n")
  private ClientRateArguments rates = new ClientRateArguments();

  /** The cluster as these options tell of it. */
  Cluster cluster() {
    List<Member> all = new ArrayList<>();
    members.forEach((member, address) -> all.add(Member.of(member, address)));
    Cluster cluster = Cluster.of(all).name(name).directory(directory).limits(limits());
    cluster.member(id);
    if (join) {
      cluster = cluster.joining();
    }
    if (rejoin) {
      cluster = cluster.rejoining();
    }
    if (witness) {
      cluster = cluster.witness();
    }
    return tls.secure(listen == null ? cluster : cluster.listen(listen));
  }

  /** Where clients are listened to. */
  InetSocketAddress clientAddress() {
    return address(client);
  }

  /** Where the other members are listened to. */
  InetSocketAddress peerAddress() {
    return address(listen == null ? cluster().member(id).address() : listen);
  }

  /** How clients are told from strangers. */
  Security clientSecurity() {
    return tls.clients();
  }

  /** All of its times and bounds. */
  Limits limits() {
    return limits.with(scrub.limits());
  }

  /** The bounds of its client port. */
  ServerSettings serverSettings() {
    return ServerSettings.STANDARD.with(rates.limits());
  }

  /** Whether the member begins anew when its data are not what they were. */
  boolean rejoins() {
    return rejoin;
  }

  Path directory() {
    return directory;
  }

  private static InetSocketAddress address(String text) {
    Member parts = Member.of(1, text);
    return new InetSocketAddress(parts.host(), parts.port());
  }
}
