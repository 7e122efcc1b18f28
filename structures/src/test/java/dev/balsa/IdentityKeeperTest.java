package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.log.DataDirectory;
import dev.balsa.net.NetListener.Direction;
import dev.balsa.net.NetListener.Refused;
import dev.balsa.net.RefusalReason;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose word makes a member stop that remembers nobody. */
class IdentityKeeperTest {
  @TempDir Path folder;

  private static Refused refusal(RefusalReason reason, boolean byPeer) {
    return new Refused(Direction.OUTBOUND, byPeer, 1, null, reason, "there was another");
  }

  @ParameterizedTest
  @EnumSource(names = {"DIRECTORY_CHANGED", "PLACE_TAKEN"})
  void whoHasNothingToLoseBelievesThatThereWasAnotherBeforeIt(RefusalReason reason)
      throws Exception {
    try (DataDirectory directory = DataDirectory.open(folder, 7, 3);
        IdentityKeeper keeper = new IdentityKeeper(directory, true)) {
      keeper.refused(refusal(reason, false));
      assertThat(keeper.retired().isDone()).isFalse();
      keeper.refused(refusal(reason, true));
      assertThatThrownBy(() -> keeper.retired().get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(BalsaStartException.class)
          .hasMessageContaining("another data directory had this member id before");
    }
  }

  /** The verdicts are passed on by one thread, which has ended when the keeper is closed. */
  @Test
  void nobodyElseDoes() throws Exception {
    try (DataDirectory directory = DataDirectory.open(folder, 7, 3)) {
      IdentityKeeper intact = new IdentityKeeper(directory, false);
      intact.refused(refusal(RefusalReason.DIRECTORY_CHANGED, true));
      intact.refused(refusal(RefusalReason.PLACE_TAKEN, true));
      intact.close();
      assertThat(intact.retired().isDone()).isFalse();
      IdentityKeeper blank = new IdentityKeeper(directory, true);
      blank.refused(refusal(RefusalReason.UNKNOWN_MEMBER, true));
      blank.refused(refusal(RefusalReason.WRONG_MEMBER, true));
      blank.close();
      assertThat(blank.retired().isDone()).isFalse();
    }
  }
}
