package dev.balsa.net;

import dev.balsa.log.Identity;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.HashMap;
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
 */
public record NetSettings(
    long groupId,
    Identity identity,
    InetSocketAddress bind,
    Map<Long, InetSocketAddress> peers,
    NetLimits limits) {
  /**
   * Checks what can be checked without a network.
   *
   * @throws IllegalArgumentException if the own address cannot be resolved, a member id is not
   *     positive, or two members share an address
   */
  public NetSettings {
    if (bind.isUnresolved()) {
      throw new IllegalArgumentException(
          "cannot listen on "
              + bind.getHostString()
              + ": no such host; give an address of this machine");
    }
    peers = others(identity, peers);
  }

  /**
   * The other members among these.
   *
   * @throws IllegalArgumentException as the constructor
   */
  static Map<Long, InetSocketAddress> others(
      Identity identity, Map<Long, InetSocketAddress> peers) {
    Map<Long, InetSocketAddress> others = new TreeMap<>(peers);
    others.remove(identity.memberId());
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

  /** Settings of the one group of a process, with the standard limits. */
  public static NetSettings of(
      Identity identity, InetSocketAddress bind, Map<Long, InetSocketAddress> peers) {
    return new NetSettings(0, identity, bind, peers, NetLimits.STANDARD);
  }

  /** The same settings with other limits. */
  public NetSettings withLimits(NetLimits newLimits) {
    return new NetSettings(groupId, identity, bind, peers, newLimits);
  }
}
