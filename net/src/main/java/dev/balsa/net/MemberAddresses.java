package dev.balsa.net;

import dev.balsa.core.Configuration;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where members are, from what was known before and what a configuration says. */
final class MemberAddresses {
  /*
   * A member that was removed keeps its address as long as nobody else has it: it may have missed
   * that it was removed, and can only be told if it is let in. One that takes the place of a dead
   * one at the same address has it as soon as it is named, though the dead one has a vote until the
   * change is over.
   */
  private static final System.Logger LOGGER =
      System.getLogger(MemberAddresses.class.getPackageName());

  private MemberAddresses() {}

  /** What is known with a configuration that was not known before, or not so. */
  static Map<Long, InetSocketAddress> merged(
      Map<Long, InetSocketAddress> known, Configuration configuration) {
    Set<Long> order = new LinkedHashSet<>(configuration.targetVoters());
    order.addAll(configuration.learners());
    order.addAll(configuration.members());
    order.addAll(known.keySet());
    Map<Long, InetSocketAddress> merged = new TreeMap<>();
    Set<InetSocketAddress> taken = new HashSet<>();
    for (long member : order) {
      InetSocketAddress named = parsed(member, configuration.address(member));
      InetSocketAddress address = named == null ? known.get(member) : named;
      if (address != null && taken.add(address)) {
        merged.put(member, address);
      }
    }
    return merged;
  }

  /** An address as a configuration has it, or null if there is none that can be used. */
  static @Nullable InetSocketAddress parsed(long member, String address) {
    if (address.isEmpty()) {
      return null;
    }
    int colon = address.lastIndexOf(':');
    try {
      String host = address.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
      return InetSocketAddress.createUnresolved(
          host, Integer.parseInt(address.substring(colon + 1)));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException malformed) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "member "
              + member
              + " has the address '"
              + address
              + "', which is not host:port; change it with 'balsa member move'");
      return null;
    }
  }
}
