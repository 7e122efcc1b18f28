package dev.balsa.net;

import dev.balsa.core.Refusal;
import org.jspecify.annotations.Nullable;

/** Why a request was refused, as a number on the wire. Numbers are never given twice. */
final class RefusalCodec {
  private RefusalCodec() {}

  /** The number of a reason on the wire; 0 stands for none. */
  static int number(@Nullable Refusal refusal) {
    return switch (refusal) {
      case null -> 0;
      case NOT_LEADER -> 1;
      case LEADERSHIP_LOST -> 2;
      case TOO_LARGE -> 3;
      case OVERLOADED -> 4;
      case NO_SPACE -> 5;
      case NOT_READY -> 6;
      case CHANGE_IN_PROGRESS -> 7;
      case NO_CHANGE -> 8;
      case WOULD_LOSE_QUORUM -> 9;
      case HANDING_OVER -> 10;
      case NO_SUCH_TARGET -> 11;
      case TARGET_SILENT -> 12;
      case LEASES_OFF -> 13;
    };
  }

  /**
   * Reads the number of a reason.
   *
   * @throws WireFormatException if this version knows no such reason
   */
  static @Nullable Refusal read(BodyReader in) throws WireFormatException {
    int number = in.unsignedByte("refusal");
    return switch (number) {
      case 0 -> null;
      case 1 -> Refusal.NOT_LEADER;
      case 2 -> Refusal.LEADERSHIP_LOST;
      case 3 -> Refusal.TOO_LARGE;
      case 4 -> Refusal.OVERLOADED;
      case 5 -> Refusal.NO_SPACE;
      case 6 -> Refusal.NOT_READY;
      case 7 -> Refusal.CHANGE_IN_PROGRESS;
      case 8 -> Refusal.NO_CHANGE;
      case 9 -> Refusal.WOULD_LOSE_QUORUM;
      case 10 -> Refusal.HANDING_OVER;
      case 11 -> Refusal.NO_SUCH_TARGET;
      case 12 -> Refusal.TARGET_SILENT;
      case 13 -> Refusal.LEASES_OFF;
      default -> throw new WireFormatException("refusal " + number + " is unknown to this version");
    };
  }
}
