package dev.balsa.simulator.invariants;

import dev.balsa.core.Bytes;
import dev.balsa.node.SessionAnswer;
import dev.balsa.node.SessionCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command of a session is applied at most once, its answer is its own, and what a client was told
 * is so (dissertation §6.3). For commands of which no two are equal.
 */
public final class AppliedAtMostOnce {
  /** What may become of a command that comes again or late. */
  public enum What {
    /** It was answered with what it was answered with before. */
    REPEATED,
    /** Its client had given it up. */
    GIVEN_UP,
    /** Its session had expired. */
    EXPIRED
  }

  private record Place(long session, long number) {}

  /** What became of a command. */
  private static final class Fate {
    @Nullable Bytes result;
    boolean notDone;
  }

  private static final String ONCE = "a session's command is applied at most once";

  private final Consumer<What> noticed;
  private final Map<Bytes, Fate> fates = new HashMap<>();
  private final Map<Place, Bytes> numbers = new HashMap<>();

  /**
   * Of a cluster that has not started.
   *
   * @param noticed is told what came again or late
   */
  public AppliedAtMostOnce(Consumer<What> noticed) {
    this.noticed = noticed;
  }

  /** A client is about to ask for a command, perhaps more than once. */
  public void asked(Bytes command) {
    fates.put(command, new Fate());
  }

  /** An entry was applied, by the first member to do so. */
  public void applied(SessionCommand.Numbered entry, Bytes result) {
    Fate fate = fates.get(entry.command());
    Place number = new Place(entry.session(), entry.number());
    if (fate == null) {
      return;
    }
    switch (SessionAnswer.decode(result)) {
      case SessionAnswer.Done done -> {
        Bytes other = numbers.putIfAbsent(number, entry.command());
        if (other != null && !other.equals(entry.command())) {
          throw new BrokenProperty(ONCE, "two commands have the same " + number);
        }
        if (done.repeated()) {
          repeated(number, fate, done.result());
        } else {
          first(number, fate, done.result());
        }
      }
      case SessionAnswer.Refused refused -> {
        switch (refused.why()) {
          case ANSWERED -> noticed.accept(What.GIVEN_UP);
          case EXPIRED -> noticed.accept(What.EXPIRED);
          case TOO_MANY_RESULTS, TOO_MANY_BYTES -> {}
        }
      }
      case SessionAnswer.Opened opened ->
          throw new BrokenProperty(ONCE, "a command was answered with " + opened);
    }
  }

  private static void first(Place number, Fate fate, Bytes result) {
    if (fate.result != null) {
      throw new BrokenProperty(ONCE, number + " is applied again");
    }
    if (fate.notDone) {
      throw new BrokenProperty(
          "what is not done never happens", number + " is applied, its client was told it is not");
    }
    fate.result = result;
  }

  private void repeated(Place number, Fate fate, Bytes result) {
    if (fate.result == null || !result.equals(fate.result)) {
      throw new BrokenProperty(
          "a command that comes again has the same answer", number + " has another one");
    }
    noticed.accept(What.REPEATED);
  }

  /** A client has its answer. */
  public void answered(Bytes command, Bytes result) {
    Fate fate = fates.get(command);
    if (fate == null || fate.result == null || !result.equals(fate.result)) {
      throw new BrokenProperty(
          "an answer is that of its command", "a client got another one, or before it was applied");
    }
  }

  /** A client was told that its command was not applied and never will be. */
  public void notDone(Bytes command) {
    Fate fate = fates.get(command);
    if (fate == null || fate.result != null) {
      throw new BrokenProperty(
          "what is not done never happens", "a client is told so after it was applied");
    }
    fate.notDone = true;
  }
}
