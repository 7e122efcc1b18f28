package dev.balsa.net;

import static dev.balsa.net.RefusalReason.BOOT_COUNTER_BACK;
import static dev.balsa.net.RefusalReason.DIRECTORY_CHANGED;
import static dev.balsa.net.RefusalReason.ITSELF;
import static dev.balsa.net.RefusalReason.SAME_MEMBER;
import static dev.balsa.net.RefusalReason.UNKNOWN_MEMBER;
import static dev.balsa.net.RefusalReason.WRONG_CERTIFICATE;
import static dev.balsa.net.RefusalReason.WRONG_CLUSTER;
import static dev.balsa.net.RefusalReason.WRONG_GROUP;
import static dev.balsa.net.RefusalReason.WRONG_MEMBER;

import dev.balsa.log.Identity;
import dev.balsa.net.tls.CertificateNames;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this process has learnt about who the other members are, and with it the verdict on a
 * handshake. Both sides of every connection apply the same rules. Used by the event loop only.
 */
final class KnownMembers {
  /*
   * An address says nothing about who answers there: ports are reused, machines are cloned, backups
   * are put back. Three of these rules guard safety. A wiped directory under an old id has
   * forgotten its vote and its acknowledgements (directory id); so has one that was put back from a
   * copy (boot counter). And a member of another cluster may have any log at all (cluster id). The
   * last two can only be noticed by a peer that has seen the newer state, and only while its
   * process lives, so they are a net with holes and not a proof.
   */

  private final NetSettings settings;
  private final Map<Long, Peer> peers;
  private final Map<Long, Identity> seen = new HashMap<>();

  /** Lets in who is among the {@code peers}, which may change. */
  KnownMembers(NetSettings settings, Map<Long, Peer> peers) {
    this.settings = settings;
    this.peers = peers;
  }

  /**
   * Judges what the other side of a connection says about itself, and remembers it if it is right.
   *
   * @param certified the names in its certificate, or null without TLS
   * @return whether the member has restarted since it was last seen
   * @throws RefusedException if there must be no connection
   */
  boolean admit(Hello theirs, @Nullable Set<String> certified) throws RefusedException {
    Identity own = settings.identity();
    Identity other = theirs.identity();
    if (settings.security() instanceof Security.Tls) {
      checkCertificate(other, certified);
    }
    if (other.clusterId() != own.clusterId()) {
      throw refuse(
          WRONG_CLUSTER,
          "cluster id",
          hex(own.clusterId()),
          hex(other.clusterId()),
          "member "
              + other.memberId()
              + " belongs to another cluster; check its peer addresses and its data directory");
    }
    if (theirs.groupId() != settings.groupId()) {
      throw refuse(
          WRONG_GROUP,
          "group id",
          settings.groupId(),
          theirs.groupId(),
          "give all members the same group");
    }
    if (other.memberId() == own.memberId()) {
      throw itself(own, other);
    }
    if (theirs.peerId() != own.memberId()) {
      throw refuse(
          WRONG_MEMBER,
          "member id",
          theirs.peerId(),
          own.memberId(),
          "member "
              + other.memberId()
              + " has the address of member "
              + own.memberId()
              + " for that of member "
              + theirs.peerId()
              + "; correct its peer addresses");
    }
    if (!peers.containsKey(other.memberId())) {
      throw refuse(
          UNKNOWN_MEMBER,
          "a member of " + peers.keySet(),
          "",
          other.memberId(),
          "member " + own.memberId() + " has no address for it; add it to the cluster first");
    }
    return remember(other);
  }

  private void checkCertificate(Identity other, @Nullable Set<String> certified)
      throws RefusedException {
    String name = CertificateNames.member(settings.cluster(), other.memberId());
    if (certified == null || !certified.contains(name)) {
      throw refuse(
          WRONG_CERTIFICATE,
          "a certificate that names",
          name,
          certified == null ? "none" : certified,
          "give member " + other.memberId() + " of cluster " + settings.cluster() + " its own");
    }
  }

  private boolean remember(Identity other) throws RefusedException {
    Identity before = seen.get(other.memberId());
    if (before != null && before.directoryId() != other.directoryId()) {
      throw refuse(
          DIRECTORY_CHANGED,
          "data directory id of member " + other.memberId(),
          hex(before.directoryId()),
          hex(other.directoryId()),
          "its old data directory was replaced; an emptied directory must join as a new member");
    }
    if (before != null && other.bootCounter() < before.bootCounter()) {
      throw refuse(
          BOOT_COUNTER_BACK,
          "boot counter of member " + other.memberId() + " of at least",
          before.bootCounter(),
          other.bootCounter(),
          "an older copy of its data directory was put back, which has forgotten votes; it must join as a new member");
    }
    seen.put(other.memberId(), other);
    return before != null && other.bootCounter() > before.bootCounter();
  }

  /** At the address of one member another answers. */
  static RefusedException anotherAnswers(long member, InetSocketAddress address, long other) {
    return new RefusedException(
        WRONG_MEMBER,
        "expected member "
            + member
            + " at "
            + address
            + ", got member "
            + other
            + "; correct the peer addresses");
  }

  private static RefusedException itself(Identity own, Identity other) {
    if (other.directoryId() == own.directoryId()) {
      return new RefusedException(
          ITSELF,
          "member " + own.memberId() + " reached itself; one of its peer addresses is its own");
    }
    return new RefusedException(
        SAME_MEMBER,
        "two processes call themselves member "
            + own.memberId()
            + ": data directory id expected "
            + hex(own.directoryId())
            + ", got "
            + hex(other.directoryId())
            + "; stop one of them");
  }

  private static RefusedException refuse(
      RefusalReason reason, String what, Object expected, Object actual, String next) {
    String separator = expected.toString().isEmpty() ? "" : " ";
    return new RefusedException(
        reason, "expected " + what + separator + expected + ", got " + actual + "; " + next);
  }

  private static String hex(long id) {
    return String.format("%016x", id);
  }
}
