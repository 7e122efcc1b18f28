package dev.balsa;

import dev.balsa.core.Configuration;
import dev.balsa.core.Configuration.Address;
import dev.balsa.log.SegmentedLog;
import dev.balsa.net.NetListener;
import dev.balsa.net.Security;
import dev.balsa.net.tls.TlsFiles;
import dev.balsa.node.NodeObserver;
import dev.balsa.node.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, as a program that is to be one of its members sees it. Immutable: each method that
 * changes something answers with another instance.
 *
 * @param name all members and all their data directories bear the same one, and no other cluster
 *     should; it becomes the cluster id that members hold against each other
 * @param members all of them, this one too, ascending by id; the same on each
 * @param directory where this member keeps its data, or null if that is yet to be said
 * @param listen where this member listens for the others if not at its own address, as {@code
 *     host:port}, or null
 * @param limits times and bounds
 * @param observers watch the node
 * @param netListener watches the connections to the other members
 * @param security how members know each other
 * @param part what the member that is started is to the others
 */
public record Cluster(
    String name,
    List<Member> members,
    @Nullable Path directory,
    @Nullable String listen,
    Limits limits,
    List<Observing> observers,
    NetListener netListener,
    Security security,
    Part part) {
  /**
   * What a member is to the others.
   *
   * @param joins whether it is new, and waits until the others make it one of them; see {@link
   *     #joining}
   * @param rejoins whether it comes back by itself if it has lost its past; see {@link #rejoining}
   * @param witness whether it keeps no state; see {@link #witness}
   */
  public record Part(boolean joins, boolean rejoins, boolean witness) {
    /** One of those the cluster began with, which keeps the state. */
    static final Part STANDARD = new Part(false, false, false);
  }

  /** Makes an observer of a member that is about to start. */
  public interface Observing {
    /**
     * Makes one.
     *
     * @param log what the member remembers; it may be read and must not be written
     */
    NodeObserver of(SegmentedLog log);

    /**
     * Stands between the member and its connections, if it wants to. For experiments and lessons:
     * what it does to messages may cost the cluster its leader, but nothing that was acknowledged,
     * as long as it makes up nothing that a member might have claimed.
     *
     * @return the transport itself, or one that passes on to it
     */
    default Transport between(Transport transport) {
      return transport;
    }
  }

  /** The name of a cluster that was given none. */
  public static final String NAME_STANDARD = "balsa";

  private static final int NAME_LENGTH_MAX = 200;

  /**
   * Checks the members.
   *
   * @throws IllegalArgumentException if the name is empty or longer than 200 characters, members
   *     are none or more than {@link Configuration#VOTERS_MAX}, or two share an id or an address
   */
  public Cluster {
    if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the name of a cluster has 1 to "
              + NAME_LENGTH_MAX
              + " characters, not "
              + name.length());
    }
    members = members.stream().sorted(Comparator.comparingLong(Member::id)).toList();
    observers = List.copyOf(observers);
    Set<String> addresses = new HashSet<>();
    for (Member member : members) {
      if (!addresses.add(member.address())) {
        throw new IllegalArgumentException("two members have the address " + member.address());
      }
    }
    Configuration checked = began(members);
    if (listen != null) {
      HostPort.host(listen);
      int port = HostPort.port(listen);
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException(
            "port "
                + port
                + " to listen on; it must be from 0 to 65535, in a cluster of "
                + checked);
      }
    }
  }

  /** A cluster of members at addresses of the form {@code host:port}; the first one is member 1. */
  static Cluster at(List<String> addresses) {
    List<Member> members = new ArrayList<>();
    for (String address : addresses) {
      members.add(Member.of(members.size() + 1, address));
    }
    return of(members);
  }

  /** A cluster of members with ids of one's own choice. */
  public static Cluster of(List<Member> members) {
    return new Cluster(
        NAME_STANDARD,
        members,
        null,
        null,
        Limits.STANDARD,
        List.of(),
        NetListener.NONE,
        new Security.LoopbackOnly(),
        Part.STANDARD);
  }

  /** The cluster with another name. */
  public Cluster name(String newName) {
    return new Cluster(
        newName, members, directory, listen, limits, observers, netListener, security, part);
  }

  /** With a directory for the data of the member that is started; made if it is not there. */
  public Cluster directory(Path newDirectory) {
    return new Cluster(
        name, members, newDirectory, listen, limits, observers, netListener, security, part);
  }

  /**
   * Listening for the other members at an address other than the member's own, such as {@code
   * 0.0.0.0:8000}.
   */
  public Cluster listen(String newListen) {
    return new Cluster(
        name, members, directory, newListen, limits, observers, netListener, security, part);
  }

  /** With other times and bounds. */
  public Cluster limits(Limits newLimits) {
    return new Cluster(
        name, members, directory, listen, newLimits, observers, netListener, security, part);
  }

  /** Watched by a further observer. */
  public Cluster observer(NodeObserver observer) {
    return observing(log -> observer);
  }

  /**
   * Watched by a further observer, which is made when the member's log has been opened and before
   * the member runs.
   */
  public Cluster observing(Observing observing) {
    List<Observing> all = new ArrayList<>(observers);
    all.add(observing);
    return new Cluster(name, members, directory, listen, limits, all, netListener, security, part);
  }

  /** With its connections watched. */
  public Cluster netListener(NetListener newNetListener) {
    return new Cluster(
        name, members, directory, listen, limits, observers, newNetListener, security, part);
  }

  /**
   * With certificates: members show each other theirs, which must name the member and this cluster
   * as {@link dev.balsa.net.tls.CertificateNames#member} does, and what they say is secret. The
   * files may be replaced while the member runs.
   */
  public Cluster tls(TlsFiles files) {
    return security(new Security.Tls(files));
  }

  /**
   * Without certificates, even if other machines can reach the member: whoever does is believed.
   * Without this and without {@link #tls} a member listens on loopback addresses only.
   */
  public Cluster unsafeWithoutTls() {
    return security(new Security.UnsafePlaintext());
  }

  /**
   * The cluster as a new member sees that is yet to be added: it takes part in nothing until a
   * change of the members names it, see {@link Balsa#changeMembers}. The members are the present
   * ones and this one. To say so again when it is started a second time does no harm.
   */
  public Cluster joining() {
    return part(new Part(true, part.rejoins(), part.witness()));
  }

  /**
   * With members that come back by themselves if they have lost their past: if a data directory is
   * damaged, was emptied, or is an old copy that the others do not believe any more, it is set
   * aside, into a folder {@code lost-1} inside it, and the member begins anew as a learner in the
   * place of its former self, which loses its vote. It votes again when it has caught up. This
   * takes a leader, and thus a majority of the others. A member that is the only one stays stopped.
   * See docs/repair.md.
   *
   * <p>A member that finds out while it runs that it is not believed stops, see {@link
   * Balsa#terminated}, and comes back when it is started again.
   */
  public Cluster rejoining() {
    return part(new Part(part.joins(), true, part.witness()));
  }

  /**
   * With this member as a {@link dev.balsa.node.Witness}: it votes, and keeps the log and a
   * snapshot that another member took, but no state, so values, maps and lists cannot be asked
   * here. Two members with a state and a witness survive the loss of any one. It leads only as long
   * as no other can. Started without this again, it has a state again.
   */
  public Cluster witness() {
    return part(new Part(part.joins(), part.rejoins(), true));
  }

  private Cluster part(Part newPart) {
    return new Cluster(
        name, members, directory, listen, limits, observers, netListener, security, newPart);
  }

  private Cluster security(Security newSecurity) {
    return new Cluster(
        name, members, directory, listen, limits, observers, netListener, newSecurity, part);
  }

  /**
   * Starts one of the members in this process. It takes part from now on, whether others are there
   * yet or not.
   *
   * @param member its id; the position in the list that was given to {@link Balsa#cluster}, from 1
   * @throws IllegalArgumentException if the cluster has no such member or no directory was named;
   *     nothing was touched
   * @throws BalsaStartException if it cannot start
   */
  public Balsa start(long member) {
    return Balsa.start(this, member);
  }

  /**
   * A member by its id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Member member(long id) {
    for (Member member : members) {
      if (member.id() == id) {
        return member;
      }
    }
    throw new IllegalArgumentException(
        "the cluster has no member "
            + id
            + "; it has "
            + members.stream().map(Member::id).toList());
  }

  /**
   * What stands for the name between members and on disk: the first 8 bytes of its SHA-256, without
   * the sign.
   */
  public long clusterId() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What the member that is started takes the cluster to have begun with. */
  Configuration configuration() {
    return part.joins() ? Configuration.NONE : began(members);
  }

  private static Configuration began(List<Member> members) {
    Configuration voting = new Configuration(members.stream().map(Member::id).toList());
    return new Configuration(
        voting.voters(),
        List.of(),
        List.of(),
        List.of(),
        members.stream().map(each -> new Address(each.id(), each.address())).toList());
  }
}
