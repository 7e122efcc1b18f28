package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.node.SessionAnswer.Done;
import dev.balsa.node.SessionAnswer.Opened;
import dev.balsa.node.SessionAnswer.Reason;
import dev.balsa.node.SessionAnswer.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes another state machine apply each command of a client once, however often the client sends
 * it (dissertation §6.3). A client opens a session and numbers its commands; the results are part
 * of the state until the client says that it has them, so a command that comes again is answered
 * and not applied. {@link ClientSession} does all of that.
 *
 * <p>Commands of no session pass through as they are. All members of a cluster have to have
 * sessions around their state machines or none of them; a log and a snapshot that were written
 * before they had stay readable.
 *
 * <p>For the applier thread alone, as every {@link StateMachine}.
 */
public final class Sessions implements StateMachine {
  private final StateMachine machine;
  private SessionTable table = new SessionTable();

  /** Around a state machine; no session is open. */
  public Sessions(StateMachine machine) {
    this.machine = machine;
  }

  /**
   * Applies a command of a session unless it was applied before, or a plain command.
   *
   * @return for {@link SessionAnswer#decode} if the command is not plain, else the state machine's
   *     own
   * @throws IllegalArgumentException if the payload begins like a command of a session and is none
   *     of this version
   */
  @Override
  public Bytes apply(Entry entry) {
    return switch (SessionCommand.decode(entry.payload())) {
      case SessionCommand.Plain plain -> applied(entry, plain.command());
      case SessionCommand.Open open -> {
        table.open(entry.index(), open.limits());
        yield new Opened(entry.index()).encode();
      }
      case SessionCommand.Close close ->
          (table.close(close.session())
                  ? new Done(Bytes.EMPTY, false)
                  : new Refused(Reason.EXPIRED))
              .encode();
      case SessionCommand.KeepAlive alive -> {
        Session session =
            table.use(entry.index(), alive.session(), alive.answeredBelow(), alive.elapsedMillis());
        yield (session == null ? new Refused(Reason.EXPIRED) : new Done(Bytes.EMPTY, false))
            .encode();
      }
      case SessionCommand.Numbered numbered -> once(entry, numbered).encode();
    };
  }

  private SessionAnswer once(Entry entry, SessionCommand.Numbered command) {
    Session session =
        table.use(
            entry.index(), command.session(), command.answeredBelow(), command.elapsedMillis());
    if (session == null) {
      return new Refused(Reason.EXPIRED);
    }
    if (command.number() < session.answeredBelow()) {
      return new Refused(Reason.ANSWERED);
    }
    Bytes before = session.result(command.number());
    if (before != null) {
      return new Done(before, true);
    }
    Reason full = table.full(session);
    if (full != null) {
      return new Refused(full);
    }
    Bytes result = applied(entry, command.command());
    table.keep(session, command.number(), result);
    return new Done(result, false);
  }

  private Bytes applied(Entry entry, Bytes command) {
    return machine.apply(new Entry(entry.index(), entry.term(), entry.kind(), command));
  }

  /** A hash of all sessions and of log time; equal content has equal hashes on every member. */
  public long stateHash() {
    return table.hash();
  }

  /** Log time, in milliseconds. */
  public long logTimeMillis() {
    return table.nowMillis();
  }

  /** How many sessions are open. */
  public int openSessions() {
    return table.size();
  }

  /**
   * The state of both. Takes as long as the other machine's, and a reference is copied for each
   * open session.
   */
  @Override
  public @Nullable FrozenState freeze() {
    FrozenState state = machine.freeze();
    if (state == null) {
      return null;
    }
    long hash = table.hash();
    long nowMillis = table.nowMillis();
    List<Session> sessions = table.freeze();
    return out -> {
      new SessionSnapshot(nowMillis, sessions).write(out, hash);
      state.writeTo(out);
    };
  }

  /**
   * Restores both, or the other machine alone from a snapshot taken before it had sessions around
   * it; none is open then.
   */
  @Override
  public void restore(InputStream snapshot) throws IOException {
    byte[] head = snapshot.readNBytes(SessionSnapshot.MARK.length());
    if (!Bytes.wrap(head).equals(SessionSnapshot.MARK)) {
      machine.restore(new SequenceInputStream(new ByteArrayInputStream(head), snapshot));
      table = new SessionTable();
      return;
    }
    SessionTable restored = SessionSnapshot.read(snapshot);
    machine.restore(snapshot);
    table = restored;
  }
}
