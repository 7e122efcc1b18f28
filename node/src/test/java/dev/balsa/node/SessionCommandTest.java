package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.node.SessionCommand.Close;
import dev.balsa.node.SessionCommand.KeepAlive;
import dev.balsa.node.SessionCommand.Numbered;
import dev.balsa.node.SessionCommand.Open;
import dev.balsa.node.SessionCommand.Plain;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Session commands and answers as bytes. */
class SessionCommandTest {
  private static final long MOST = Long.MAX_VALUE;

  private static final List<SessionCommand> ALL =
      List.of(
          new Open(SessionLimits.STANDARD),
          new Open(new SessionLimits(100_000, 65_536, 1 << 30, 16L << 30, 86_400_000)),
          new Close(MOST),
          new KeepAlive(1, 2, 3),
          new Numbered(MOST, MOST, MOST, MOST, Bytes.utf8("command")),
          new Numbered(-1, -1, -1, -1, Bytes.EMPTY),
          new Plain(Bytes.utf8("plain")),
          new Plain(Bytes.EMPTY));

  @Test
  void whatIsEncodedIsDecoded() {
    assertThat(ALL)
        .allSatisfy(
            command -> assertThat(SessionCommand.decode(command.encode())).isEqualTo(command));
  }

  @Test
  void aPlainCommandStandsInTheLogAsItIs() {
    Bytes command = Bytes.utf8("x = 1");
    assertThat(new Plain(command).encode()).isEqualTo(command);
  }

  @Test
  void aPlainCommandThatBeginsLikeOneOfASessionIsWrapped() {
    Bytes command = new Close(7).encode();
    Plain plain = new Plain(command);
    assertThat(plain.encode()).isNotEqualTo(command);
    assertThat(SessionCommand.decode(plain.encode())).isEqualTo(plain);
  }

  @Test
  void aSessionMakesACommandLongerByNoMoreThanItSays() {
    Bytes command = Bytes.utf8("command");
    assertThat(new Numbered(-1, -1, -1, -1, command).encode().length())
        .isEqualTo(command.length() + SessionCommand.OVERHEAD_BYTES);
  }

  @Test
  void damagedCommandsAreRefused() {
    Bytes open = new Open(SessionLimits.STANDARD).encode();
    for (int end = 4; end < open.length(); end++) {
      Bytes cut = open.slice(0, end);
      assertThatThrownBy(() -> SessionCommand.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] longer = new byte[open.length() + 1];
    System.arraycopy(open.toArray(), 0, longer, 0, open.length());
    assertThatThrownBy(() -> SessionCommand.decode(Bytes.wrap(longer)))
        .hasMessageContaining("goes on for 1 bytes");
    byte[] kind = new Close(1).encode().toArray();
    kind[4] = 9;
    assertThatThrownBy(() -> SessionCommand.decode(Bytes.wrap(kind)))
        .hasMessageContaining("kind 9");
  }

  @Test
  void answersAreDecoded() {
    List<SessionAnswer> all =
        List.of(
            new SessionAnswer.Opened(MOST),
            new SessionAnswer.Done(Bytes.EMPTY, false),
            new SessionAnswer.Done(Bytes.utf8("result"), true),
            new SessionAnswer.Refused(SessionAnswer.Reason.EXPIRED),
            new SessionAnswer.Refused(SessionAnswer.Reason.ANSWERED),
            new SessionAnswer.Refused(SessionAnswer.Reason.TOO_MANY_RESULTS),
            new SessionAnswer.Refused(SessionAnswer.Reason.TOO_MANY_BYTES));
    assertThat(all)
        .allSatisfy(answer -> assertThat(SessionAnswer.decode(answer.encode())).isEqualTo(answer));
    assertThatThrownBy(() -> SessionAnswer.decode(Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SessionAnswer.decode(Bytes.wrap(new byte[] {3, 99})))
        .hasMessageContaining("reason 99");
  }

  @Test
  void limitsHaveRanges() {
    SessionLimits standard = SessionLimits.STANDARD;
    assertThatThrownBy(() -> standard.withSessions(0)).hasMessageContaining("sessionsMax is 0");
    assertThatThrownBy(() -> standard.withResults(0, 1024)).hasMessageContaining("resultsMax is 0");
    assertThatThrownBy(() -> standard.withResults(1, 1))
        .hasMessageContaining("resultBytesMax is 1");
    assertThatThrownBy(() -> standard.withTimeout(99)).hasMessageContaining("timeoutMillis is 99");
    assertThatThrownBy(() -> new SessionLimits(1, 1, 1024, 1, 100))
        .hasMessageContaining("bytesMax is 1");
  }
}
