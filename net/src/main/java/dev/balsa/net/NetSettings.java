package dev.balsa.net;

import dev.balsa.log.Acquaintance;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.net.tls.CertificateNames;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a transport needs to know.
 *
 * @param groupId the Raft group that is served; all members of a group name the same
 * @param identity who this member is
 * @param bind where to listen; with port 0 the system chooses one, see {@link
 *     TcpTransport#boundAddress()}
 * @param peers the other members and where they listen. An entry for this member itself is left
 *     out, so that all members may share one list. An unresolved address is resolved anew each time
 *     it is dialled
 * @param limits bounds and times
 * @param security how members know each other
 * @param cluster the name of the cluster as certificates bear it, see {@link
 *     CertificateNames#member}; without TLS of no importance
 * @param known what this member remembers of the others
 */
public record NetSettings(
    long groupId,
    Identity identity,
    InetSocketAddress bind,
    Map<Long, InetSocketAddress> peers,
    NetLimits limits,
    Security security,
    String cluster,
    List<Acquaintance> known) {
  /**
   * Checks what can be checked without a network.
   *
   * @throws IllegalArgumentException if the own address cannot be resolved, a member id is not
   *     positive, two members share an address, or TLS lacks the name of the cluster or the file of
   *     trusted authorities
   * @throws InsecureListenException if the address is not fit for the security
   */
  public NetSettings {
    if (bind.isUnresolved()) {
      throw new IllegalArgumentException(
          "cannot listen on "
              + bind.getHostString()
              + ": no such host; give an address of this machine");
    }
    security.check(bind, "the other members");
    if (security instanceof Security.Tls tls) {
      if (tls.files().trusted() == null) {
        throw new IllegalArgumentException(
            "TLS between members needs the authority that issues their certificates; name the file"
                + " of trusted authorities");
      }
      if (cluster.isEmpty()) {
        throw new IllegalArgumentException(
            "TLS between members needs the name of the cluster, which their certificates bear");
      }
    }
    peers = others(identity, peers);
    known = List.copyOf(known);
  }

  /**
   * The other members among these.
   *
   * @throws IllegalArgumentException as the constructor
   */
  static Map<Long, InetSocketAddress> others(
      Identity identity, Map<Long, InetSocketAddress> peers) {
    Map<Long, InetSocketAddress> others = new TreeMap<>(peers);
    others.keySet().removeIf(member -> MemberId.isSameNumber(member, identity.memberId()));
    Map<InetSocketAddress, Long> members = new HashMap<>();
    others.forEach((member, address) -> {
      if (member <= 0) {
        throw new IllegalArgumentException(
            "member id " + member + " at " + address + "; member ids are positive");
      }
      Long same = members.put(address, member);
      if (same != null) {
        throw new IllegalArgumentException(
            "members " + same + " and " + member + " share the address " + address);
      }
    });
    return Collections.unmodifiableMap(others);
  }

  /** Settings of the one group of a process, on loopback, with the standard limits. */
  public static NetSettings of(
      Identity identity, InetSocketAddress bind, Map<Long, InetSocketAddress> peers) {
    return new NetSettings(
        0, identity, bind, peers, NetLimits.STANDARD, new Security.LoopbackOnly(), "", List.of());
  }

  /**
   * Settings of the one group of a process, with the standard limits.
   *
   * @param cluster the name of the cluster
   */
  public static NetSettings of(
      Identity identity,
      InetSocketAddress bind,
      Map<Long, InetSocketAddress> peers,
      Security security,
      String cluster) {
    return new NetSettings(
        0, identity, bind, peers, NetLimits.STANDARD, security, cluster, List.of());
  }

  /** The same settings with other limits. */
  public NetSettings withLimits(NetLimits newLimits) {
    return new NetSettings(groupId, identity, bind, peers, newLimits, security, cluster, known);
  }

  /** The same settings with another security, for a cluster of this name. */
  public NetSettings withSecurity(Security newSecurity, String newCluster) {
    return new NetSettings(groupId, identity, bind, peers, limits, newSecurity, newCluster, known);
  }

  /** The same settings with another memory of the others. */
  public NetSettings withKnown(List<Acquaintance> newKnown) {
    return new NetSettings(groupId, identity, bind, peers, limits, security, cluster, newKnown);
  }
}
