package dev.balsa.playground;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.Trace;
import java.util.List;

/** Something one can see in a world: what {@link World#step} returns and a page would draw. */
public sealed interface Happening {
  /** The core of a member took a turn; a turn without events is a mere tick. */
  record Turned(long member, List<Event> events, List<Effect> effects) implements Happening {
    public Turned {
      events = List.copyOf(events);
      effects = List.copyOf(effects);
    }
  }

  /**
   * A message is on its way.
   *
   * @param arrivesNanos when it will be there
   */
  record Sent(Message message, long arrivesNanos) implements Happening {}

  /** A message will not arrive. */
  record Lost(Message message, Loss why) implements Happening {}

  /**
   * A disk has synced.
   *
   * @param sequence all writes of the member up to this one will survive
   */
  record Synced(long member, long sequence) implements Happening {}

  /**
   * A member stopped without warning.
   *
   * @param writesLost how many writes, whole or in part, are gone
   */
  record Stopped(long member, int writesLost) implements Happening {}

  /** A member started from what its disk holds. */
  record Started(long member, long term, long votedFor, long lastIndex) implements Happening {}

  /** A member does nothing until a time: its process sleeps. */
  record Paused(long member, long untilNanos) implements Happening {}

  /** The disk of a member does nothing until a time. */
  record DiskHung(long member, long untilNanos) implements Happening {}

  /** Messages of one direction no longer arrive. */
  record LinkCut(long from, long to) implements Happening {}

  /** All directions work again. */
  record LinksHealed() implements Happening {}

  /** Why a message does not arrive. */
  enum Loss {
    /** Chance. */
    CHANCE,
    /** The direction is cut. */
    CUT,
    /** The receiver does not run. */
    NOBODY_THERE
  }

  /** In words; a turn has a line for each event and effect. */
  default String text() {
    return switch (this) {
      case Turned turned -> text(turned);
      case Sent sent -> "sent " + Trace.line(sent.message()) + " arrives=" + sent.arrivesNanos();
      case Lost lost -> "lost " + Trace.line(lost.message()) + word(lost.why());
      case Synced synced -> synced.member() + " synced " + synced.sequence();
      case Stopped stopped -> stopped.member() + " stopped lost=" + stopped.writesLost();
      case Started started ->
          started.member()
              + " started term="
              + started.term()
              + " vote="
              + started.votedFor()
              + " last="
              + started.lastIndex();
      case Paused paused -> paused.member() + " paused until=" + paused.untilNanos();
      case DiskHung hung -> hung.member() + " disk hangs until=" + hung.untilNanos();
      case LinkCut cut -> "cut " + cut.from() + "->" + cut.to();
      case LinksHealed healed -> "healed";
    };
  }

  private static String text(Turned turned) {
    StringBuilder text = new StringBuilder();
    text.append(turned.member()).append(turned.events().isEmpty() ? " ticks" : " turns");
    for (Event event : turned.events()) {
      text.append("\n  < ").append(Trace.line(event));
    }
    for (Effect effect : turned.effects()) {
      text.append("\n  > ").append(Trace.line(effect));
    }
    return text.toString();
  }

  private static String word(Loss why) {
    return switch (why) {
      case CHANCE -> " by chance";
      case CUT -> ", the link is cut";
      case NOBODY_THERE -> ", nobody is there";
    };
  }
}
