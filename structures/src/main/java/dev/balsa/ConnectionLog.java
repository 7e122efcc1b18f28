package dev.balsa;

import dev.balsa.log.Acquaintance;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.log.Retirement;
import dev.balsa.net.NetListener;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes into the log what people must mend: refused handshakes, and certificates that cannot be
 * used. A refusal that is repeated is written once, until the member has been reached. Passes
 * everything on.
 */
final class ConnectionLog implements NetListener {
  private static final System.Logger LOG =
      System.getLogger(ConnectionLog.class.getPackageName() + ".net");

  /** Strangers say who they are as they like; no more of their names than this are kept. */
  private static final int REMEMBERED_MAX = 100;

  private final long self;
  private final NetListener next;
  private final NetListener keeper;
  private final NetListener readmission;
  private final Map<String, String> refusals = new HashMap<>();

  /**
   * Passes everything on to {@code next}, and first what concerns identities to the keeper, and who
   * wants to come back to {@code readmission}.
   */
  ConnectionLog(long self, NetListener keeper, NetListener readmission, NetListener next) {
    this.self = self;
    this.keeper = keeper;
    this.readmission = readmission;
    this.next = next;
  }

  @Override
  public void connected(long member, Direction direction, @Nullable SocketAddress remote) {
    refusals.remove(direction + " " + member);
    next.connected(member, direction, remote);
  }

  @Override
  public void disconnected(long member, Direction direction, String text) {
    next.disconnected(member, direction, text);
  }

  @Override
  public void refused(Refused refused) {
    if (refusals.size() >= REMEMBERED_MAX) {
      refusals.clear();
    }
    String former = refusals.put(refused.direction() + " " + refused.member(), refused.text());
    if (!refused.text().equals(former)) {
      LOG.log(Level.WARNING, text(refused));
    }
    keeper.refused(refused);
    next.refused(refused);
  }

  private String text(Refused refused) {
    String other =
        (refused.member() == 0 ? "a stranger" : "member " + MemberId.text(refused.member()))
            + (refused.remote() == null ? "" : " at " + refused.remote());
    String who =
        refused.byPeer()
            ? other + " refuses member " + self
            : "member " + self + " refuses " + other;
    return who + ": " + refused.text();
  }

  @Override
  public void unreachable(long member, SocketAddress remote, String text) {
    next.unreachable(member, remote, text);
  }

  @Override
  public void overloaded(long member, String text) {
    next.overloaded(member, text);
  }

  @Override
  public void met(Acquaintance member) {
    keeper.met(member);
    next.met(member);
  }

  @Override
  public void retired(Retirement retirement, String text) {
    LOG.log(Level.ERROR, "member " + self + " " + retirement.text());
    keeper.retired(retirement, text);
    next.retired(retirement, text);
  }

  @Override
  public void knocked(Identity successor) {
    readmission.knocked(successor);
    next.knocked(successor);
  }

  @Override
  public void certificatesLoaded(String text) {
    LOG.log(Level.INFO, "member " + self + ": " + text);
    next.certificatesLoaded(text);
  }

  @Override
  public void certificatesKept(String text) {
    LOG.log(Level.ERROR, "member " + self + ": " + text);
    next.certificatesKept(text);
  }

  @Override
  public void failed(String text, Throwable cause) {
    LOG.log(Level.ERROR, "member " + self + ": " + text, cause);
    next.failed(text, cause);
  }
}
