package dev.balsa.net;

import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Members that are talked to although nobody has told this member of them, since a configuration
 * names them that it has not got yet: those that came back with another data directory than the one
 * known here, beside that one, and those with a number that is new here. See docs/repair.md. Used
 * by the event loop only.
 */
final class Guests {
  /*
   * A guest is one more peer, never one instead of another: whoever has the number of a member by
   * mistake takes nothing away from it. It is one as long as it has a connection to this member. Of
   * two guests with one number the later one stays, so that neither keeps the other out for good:
   * the one that leads needs only some time to say who is a member.
   */

  /** More guests of one number than this push out the oldest. */
  static final int PER_NUMBER_MAX = 1;

  /** More guests than this, with numbers that are new here, are sent away. */
  static final int NEW_NUMBERS_MAX = 32;

  private static final long NOBODY = 0;

  /**
   * One of them.
   *
   * @param beside the known member with the same number, {@link #NOBODY} if the number is new
   * @param knockedNanos when it was last told of
   */
  private record Guest(Identity identity, long beside, long knockedNanos) {}

  private final NetContext net;
  private final Map<Long, Guest> guests = new LinkedHashMap<>();

  Guests(NetContext net) {
    this.net = net;
  }

  boolean contains(long member) {
    return guests.containsKey(member);
  }

  /** The known member that has the number of a successor that is not known, or null if none has. */
  @Nullable Long memberBeside(long successor) {
    return MemberId.isSuccessor(successor) && !isMember(successor) ? namesake(successor) : null;
  }

  private @Nullable Long namesake(long id) {
    for (long peer : net.peers().keySet()) {
      if (MemberId.isSameNumber(peer, id) && isMember(peer)) {
        return peer;
      }
    }
    return null;
  }

  /** Where whoever says this of itself is dialled back as a guest, or null if it is none. */
  @Nullable InetSocketAddress address(Hello theirs, long own) {
    long id = theirs.identity().memberId();
    if (!theirs.named() || theirs.peerId() != own || isMember(id)) {
      return null;
    }
    Long beside = memberBeside(id);
    if (beside != null) {
      return Objects.requireNonNull(net.peers().get(beside)).link(false).address();
    }
    return namesake(id) == null && hasRoomFor(id)
        ? MemberAddresses.parsed(id, theirs.address())
        : null;
  }

  private boolean hasRoomFor(long newNumber) {
    return guests.containsKey(newNumber)
        || guests.values().stream().filter(guest -> guest.beside() == NOBODY).count()
            < NEW_NUMBERS_MAX;
  }

  private boolean isMember(long member) {
    return net.peers().containsKey(member) && !guests.containsKey(member);
  }

  /** Lets somebody in, who has just been told of, and is to be dialled at an address. */
  void admit(Identity identity, InetSocketAddress address) {
    long id = identity.memberId();
    Long namesake = namesake(id);
    Guest guest = new Guest(identity, namesake == null ? NOBODY : namesake, System.nanoTime());
    if (guests.replace(id, guest) != null) {
      Objects.requireNonNull(net.peers().get(id)).moved(address);
      return;
    }
    makeRoom(id);
    guests.put(id, guest);
    net.peers().put(id, new Peer(net, id, address));
  }

  private void makeRoom(long id) {
    int room = PER_NUMBER_MAX;
    for (long guest : guests.keySet()) {
      room -= MemberId.isSameNumber(guest, id) ? 1 : 0;
    }
    Iterator<Long> oldest = guests.keySet().iterator();
    while (room <= 0 && oldest.hasNext()) {
      long guest = oldest.next();
      if (MemberId.isSameNumber(guest, id)) {
        oldest.remove();
        net.part(guest, "another data directory came with its number");
        room++;
      }
    }
  }

  /**
   * The members are others from now on. Who is one of them is a guest no longer, and who was let in
   * beside one that has gone, or has a number that is not new any more, must come anew.
   */
  void settle(Map<Long, InetSocketAddress> members) {
    guests
        .entrySet()
        .removeIf(guest ->
            members.containsKey(guest.getKey())
                || guest.getValue().beside() != namesake(guest.getKey(), members));
    guests.forEach((id, guest) -> {
      InetSocketAddress address = members.get(guest.beside());
      Peer peer = net.peers().get(id);
      if (address != null && peer != null) {
        peer.moved(address);
      }
    });
  }

  private static long namesake(long id, Map<Long, InetSocketAddress> members) {
    for (long member : members.keySet()) {
      if (MemberId.isSameNumber(member, id)) {
        return member;
      }
    }
    return NOBODY;
  }

  /** Parts from those that have gone, and tells of those that stay as often as of who knocks. */
  void tick(long nowNanos) {
    long againNanos = TimeUnit.MILLISECONDS.toNanos(net.limits().refusedRetryMillis());
    Iterator<Map.Entry<Long, Guest>> each = guests.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Long, Guest> entry = each.next();
      Guest guest = entry.getValue();
      if (!net.hasConnectionFrom(entry.getKey())) {
        each.remove();
        net.part(entry.getKey(), "the guest has gone");
      } else if (guest.beside() != NOBODY && nowNanos - guest.knockedNanos() >= againNanos) {
        entry.setValue(new Guest(guest.identity(), guest.beside(), nowNanos));
        net.tell(l -> l.knocked(guest.identity()));
      }
    }
  }
}
