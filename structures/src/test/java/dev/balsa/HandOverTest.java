package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.RoleName;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that is stopped on purpose leaves a cluster behind that has a leader. */
class HandOverTest {
  @TempDir Path root;

  @Test
  void aLeaderThatIsClosedHandsOverFirst() throws Exception {
    try (ThreeMembers members = ThreeMembers.start(root)) {
      members.stop(members.leader());
      assertThat(members.all()).anyMatch(member -> member.status().role() == RoleName.LEADER);
    }
  }
}
