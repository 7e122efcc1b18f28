package dev.balsa;

import dev.balsa.core.Settings;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.net.NetListener;
import dev.balsa.node.RaftNode;
import dev.balsa.node.Readmission;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Hears who knocks at this member because it has lost its past, and says in the log what comes of
 * it.
 */
final class Doorkeeper implements NetListener, Readmission.Listener {
  private static final System.Logger LOG = System.getLogger(Doorkeeper.class.getPackageName());

  private final Readmission readmission;
  private volatile @Nullable RaftNode node;

  Doorkeeper(Settings consensus) {
    this.readmission = new Readmission(consensus, System::nanoTime, this);
  }

  /** From now on there is a node to change the members with. */
  void of(RaftNode started) {
    node = started;
  }

  /** Called by the transport's thread alone. */
  @Override
  public void knocked(Identity successor) {
    RaftNode here = node;
    if (here != null) {
      readmission.knocked(here.status(), successor.memberId(), here::changeMembers);
    }
  }

  @Override
  public void begins(long former, long successor) {
    LOG.log(
        Level.WARNING,
        name(former) + " has lost its past and comes back as " + MemberId.text(successor));
  }

  @Override
  public void ended(long former, long successor, @Nullable Throwable failure) {
    if (failure == null) {
      LOG.log(Level.INFO, name(former) + " is back as " + MemberId.text(successor));
    } else {
      LOG.log(Level.WARNING, name(former) + " is not back yet: " + failure.getMessage());
    }
  }

  private static String name(long former) {
    return "member " + MemberId.text(former);
  }
}
