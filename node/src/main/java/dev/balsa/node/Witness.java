package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.node.Request.TakeSnapshot;
import dev.balsa.node.RequestException.NotDone;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a member that only witnesses: it votes, and holds the log and a snapshot
 * that another member took, so an entry which it acknowledges is as safe with it as with any other;
 * but it keeps no state, so it costs little memory and answers no clients. Two members with state
 * and a witness survive the loss of any one.
 *
 * <p>A witness has priority 0, so that it leads only as long as nobody else can: when it alone has
 * what was committed with the leader that is gone. A member may be started as a witness at one time
 * and with a state at another; its directory is the same.
 */
public final class Witness implements StateMachine {
  /** A witness. */
  public Witness() {}

  /**
   * Checks the settings of a member.
   *
   * @throws IllegalArgumentException if it is a witness that would lead as gladly as others
   */
  static void check(NodeSettings settings, StateMachine machine) {
    int priority = settings.consensus().priority();
    if (machine instanceof Witness && priority != 0) {
      throw new IllegalArgumentException(
          "member "
              + settings.member()
              + " is a witness and has priority "
              + priority
              + "; a witness must have priority 0");
    }
  }

  /**
   * A machine whose state is compared with those of others, if it has one.
   *
   * @throws IllegalArgumentException as {@link #check}
   */
  static StateMachine compared(NodeSettings settings, StateMachine machine, StateHashes hashes) {
    check(settings, machine);
    return machine instanceof Witness
        ? machine
        : new HashedMachine(machine, settings.entriesBetweenHashes(), hashes);
  }

  /** What somebody is told who asks a witness for something that only a state can answer. */
  static NotDone refusal(long member, Request<?> request) {
    boolean snapshot = request instanceof TakeSnapshot;
    return new NotDone(
        snapshot ? NotDone.Reason.REFUSED : NotDone.Reason.NOT_LEADER,
        "member " + member + " is a witness, which keeps the log and no state; ask another member");
  }

  @Override
  public Bytes apply(Entry entry) {
    return Bytes.EMPTY;
  }

  @Override
  public @Nullable FrozenState freeze() {
    return null;
  }

  @Override
  public void restore(InputStream snapshot) {}
}
