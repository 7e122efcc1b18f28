package dev.balsa.net;

import dev.balsa.log.Retirement;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection between members was not made. The numbers are part of the wire format and never
 * change.
 */
public enum RefusalReason {
  /** A reason that this version does not know; the text still says what it is. */
  OTHER(0),
  /** The two sides speak different versions of the protocol. */
  PROTOCOL_VERSION(1),
  /** The other side belongs to another cluster. */
  WRONG_CLUSTER(2),
  /** The other side serves another Raft group. */
  WRONG_GROUP(3),
  /** At the address of one member another member answers. */
  WRONG_MEMBER(4),
  /** Nobody told this side about the other. */
  UNKNOWN_MEMBER(5),
  /** A member reached itself: another member's address is its own. */
  ITSELF(6),
  /** Two processes call themselves by one member id. */
  SAME_MEMBER(7),
  /** The member's data directory is not the one it had before. */
  DIRECTORY_CHANGED(8),
  /**
   * The member's boot counter is below one seen before: an older copy of its data directory was put
   * back.
   */
  BOOT_COUNTER_BACK(9),
  /** What arrived is not what the protocol says. */
  MALFORMED(10),
  /** The other side did not finish the handshake in time. */
  TIMEOUT(11),
  /** Too many connections are waiting for their handshake. */
  TOO_MANY(12),
  /** TLS failed: no certificate, one that does not count here, or no common version. */
  NOT_TRUSTED(13),
  /** The other side's certificate is not that of the member it says it is. */
  WRONG_CERTIFICATE(14),
  /** The member's data directory is a copy of one that went on elsewhere. */
  SECOND_LIFE(15),
  /** The member's former life still has a connection, and is asked whether it lives. */
  FORMER_LIFE(16),
  /**
   * The member says that it has its first data directory, and its place is taken by a later one
   * (docs/repair.md). Nobody stops for this who remembers anything: the other one may only be
   * staged.
   */
  PLACE_TAKEN(17);

  private final int number;

  RefusalReason(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Why a member that is refused for this reason must never run again, or null if it may. */
  Retirement.@Nullable Cause retires() {
    return switch (this) {
      case DIRECTORY_CHANGED -> Retirement.Cause.DIRECTORY_CHANGED;
      case BOOT_COUNTER_BACK -> Retirement.Cause.OLD_COPY;
      case SECOND_LIFE -> Retirement.Cause.SECOND_LIFE;
      default -> null;
    };
  }

  /** Whether trying again soon may help. */
  boolean passes() {
    return this == TIMEOUT || this == FORMER_LIFE;
  }

  static RefusalReason of(int number) {
    for (RefusalReason reason : values()) {
      if (reason.number == number) {
        return reason;
      }
    }
    return OTHER;
  }
}
