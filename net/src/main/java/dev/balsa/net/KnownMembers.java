package dev.balsa.net;

import static dev.balsa.net.RefusalReason.BOOT_COUNTER_BACK;
import static dev.balsa.net.RefusalReason.DIRECTORY_CHANGED;
import static dev.balsa.net.RefusalReason.FORMER_LIFE;
import static dev.balsa.net.RefusalReason.ITSELF;
import static dev.balsa.net.RefusalReason.PLACE_TAKEN;
import static dev.balsa.net.RefusalReason.SAME_MEMBER;
import static dev.balsa.net.RefusalReason.SECOND_LIFE;
import static dev.balsa.net.RefusalReason.UNKNOWN_MEMBER;
import static dev.balsa.net.RefusalReason.WRONG_CERTIFICATE;
import static dev.balsa.net.RefusalReason.WRONG_CLUSTER;
import static dev.balsa.net.RefusalReason.WRONG_GROUP;
import static dev.balsa.net.RefusalReason.WRONG_MEMBER;

import dev.balsa.log.Acquaintance;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.net.tls.CertificateNames;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What this process has learnt about who the other members are, and with it the verdict on a
 * handshake. Both sides of every connection apply the same rules. Used by the event loop only.
 */
final class KnownMembers {
  /*
   * docs/identity.md has the rules and why they are so. Three of them guard safety: a wiped
   * directory under an old id has forgotten its vote and its acknowledgements (directory id), so
   * has one that was put back from a copy (boot counter), and of two copies that both go on only
   * one can be believed (lives).
   */

  private final NetSettings settings;
  private final Map<Long, Peer> peers;
  private final Guests guests;
  private final Function<Identity, Inbound.Former> former;
  private final Consumer<Acquaintance> met;
  private final Consumer<Identity> knocked;
  private final Map<Long, Acquaintance> seen = new HashMap<>();

  /**
   * Begins with what the settings remember.
   *
   * @param peers who is let in; they may change
   * @param guests who is let in beside them
   * @param former tells what has become of the life before one
   * @param met told whom to remember
   * @param knocked told of a member that comes with another data directory
   */
  KnownMembers(
      NetSettings settings,
      Map<Long, Peer> peers,
      Guests guests,
      Function<Identity, Inbound.Former> former,
      Consumer<Acquaintance> met,
      Consumer<Identity> knocked) {
    this.settings = settings;
    this.peers = peers;
    this.guests = guests;
    this.former = former;
    this.met = met;
    this.knocked = knocked;
    settings.known().forEach(each -> seen.put(each.memberId(), each));
  }

  /**
   * The member that had a data directory when this process started, or 0. Who was met only since
   * then may be a stranger, and is no witness of what this member once was.
   */
  long witness(long directoryId) {
    for (Acquaintance each : settings.known()) {
      if (each.directoryId() == directoryId) {
        return each.memberId();
      }
    }
    return 0;
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
    if (MemberId.isSameNumber(other.memberId(), own.memberId())) {
      throw itself(own, other);
    }
    boolean isSuccessorOfOther = guests.memberBeside(other.memberId()) != null;
    InetSocketAddress guestAddress = guests.address(theirs, own.memberId());
    if (isSuccessorOfOther) {
      knocked.accept(other);
    }
    if (isSuccessorOfOther && guestAddress == null) {
      throw refuse(
          UNKNOWN_MEMBER,
          "member",
          MemberId.number(other.memberId()) + " with the data directory it had",
          MemberId.text(other.memberId()),
          "the leader lets its new directory in once the former one is known to be gone");
    }
    checkPlace(other);
    if (theirs.peerId() != own.memberId()) {
      throw wrongMember(theirs);
    }
    if (guestAddress == null && !peers.containsKey(other.memberId())) {
      throw refuse(
          UNKNOWN_MEMBER,
          "a member of " + peers.keySet(),
          "",
          other.memberId(),
          "member " + own.memberId() + " has no address for it; add it to the cluster first");
    }
    boolean restarted = remember(other);
    if (guestAddress != null) {
      guests.admit(other, guestAddress);
    }
    return restarted;
  }

  private RefusedException wrongMember(Hello theirs) {
    long own = settings.identity().memberId();
    String other = "member " + MemberId.text(theirs.identity().memberId());
    String dialled = MemberId.text(theirs.peerId());
    return refuse(
        WRONG_MEMBER,
        "member id",
        dialled,
        MemberId.text(own),
        MemberId.isSameNumber(theirs.peerId(), own)
            ? other + " does not know of this data directory yet, and will once a leader lets it in"
            : other
                + " has the address of member "
                + MemberId.text(own)
                + " for that of member "
                + dialled
                + "; correct its peer addresses");
  }

  /**
   * Who has lost its past twice calls itself by its plain number again, since it does not know of
   * the directory between.
   */
  private void checkPlace(Identity other) throws RefusedException {
    long id = other.memberId();
    if (MemberId.isSuccessor(id) || peers.containsKey(id)) {
      return;
    }
    for (long peer : peers.keySet()) {
      if (MemberId.isSameNumber(peer, id)) {
        throw refuse(
            PLACE_TAKEN,
            "member",
            MemberId.text(peer) + ", a later data directory that has the place of this number",
            MemberId.text(id),
            "start it with --rejoin (in a program: rejoining()) and an empty directory, or add it"
                + " as a new member");
      }
    }
  }

  private void checkCertificate(Identity other, @Nullable Set<String> certified)
      throws RefusedException {
    String name = CertificateNames.member(settings.cluster(), MemberId.number(other.memberId()));
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
    Acquaintance before = seen.get(other.memberId());
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
    boolean restarted = before != null && other.bootCounter() > before.bootCounter();
    if (before != null) {
      checkLife(before, other);
    }
    Acquaintance now = other.acquaintance();
    if (!now.equals(before)) {
      seen.put(other.memberId(), now);
      met.accept(now);
    }
    return restarted;
  }

  /** Of a life and its copy only one may go on. */
  private void checkLife(Acquaintance before, Identity other) throws RefusedException {
    long life = other.lifeAt(before.bootCounter());
    boolean another = life != 0 && before.life() != 0 && life != before.life();
    Inbound.Former gone = another ? Inbound.Former.GONE : former.apply(other);
    if (gone == Inbound.Former.ASKED) {
      throw new RefusedException(
          FORMER_LIFE,
          "member "
              + other.memberId()
              + " is still connected from its start "
              + before.bootCounter()
              + ", which is being asked whether it lives; start "
              + other.bootCounter()
              + " is let in once it is gone");
    }
    if (another || gone == Inbound.Former.ALIVE) {
      throw refuse(
          SECOND_LIFE,
          "the life of member " + other.memberId() + " that began with start",
          before.bootCounter(),
          another ? "another one" : "start " + other.bootCounter() + " while that one lives",
          "a copy of its data directory was started, of which only one can be believed; it must join as a new member");
    }
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
