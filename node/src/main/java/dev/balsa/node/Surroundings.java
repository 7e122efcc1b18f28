package dev.balsa.node;

import dev.balsa.core.Raft;
import dev.balsa.core.Recovered;
import dev.balsa.core.Server;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a node finds where it runs: alone, or among others in a {@link RaftHost}.
 *
 * @param clock all its times are on this scale
 * @param source what turns its agents
 * @param scribe writes the snapshots of its own state
 * @param host the limits of the host, or null if there is none
 */
record Surroundings(
    NanoClock clock, Turner.Source source, Scribe scribe, @Nullable HostLimits host) {
  /** Threads of its own. */
  static Surroundings alone(long member) {
    NanoClock clock = NanoClock.system();
    return new Surroundings(
        clock,
        (duty, agent, bell, lifecycle, ended) ->
            new Runner("balsa-" + member + "-" + duty.word(), agent, bell, lifecycle, clock, ended),
        new ScribeThread("balsa-" + member + "-snapshot-writer"),
        null);
  }

  /** The core of a node; in a host it sleeps while nothing happens, if it may. */
  Server core(NodeSettings settings, Recovered recovered, Transport transport) {
    Raft raft =
        new Raft(
            settings.member(),
            settings.configuration(),
            settings.consensus(),
            settings.seed(),
            recovered,
            clock.nanos());
    HostLimits limits = host;
    if (limits == null || limits.quietMillis() == 0 || settings.consensus().leases()) {
      return raft;
    }
    return new Quiescence(
        raft,
        settings.member(),
        NodeCore.configuration(settings, recovered),
        limits,
        new SplittableRandom(settings.seed()).nextDouble(),
        transport::isConnected);
  }
}
