package dev.balsa.simulator;

import dev.balsa.log.SegmentedLog;
import dev.balsa.simulator.invariants.BrokenProperty;
import dev.balsa.simulator.invariants.LogFacts;
import java.io.IOException;
import java.util.List;

/** Reads a whole log again after its disk was damaged. */
final class ReadBack {
  private ReadBack() {}

  /** What is read must be what was written, unless the log notices that it cannot read it. */
  static void of(World world, long member, SegmentedLog log) {
    LogFacts written = world.witness().cluster().member(member).durable();
    for (long index = log.start().index() + 1; index <= written.lastIndex(); index++) {
      try {
        if (!log.read(index, 1).equals(List.of(written.at(index)))) {
          throw new BrokenProperty(
              "what is read is what was written",
              "member " + member + " reads another entry " + index);
        }
      } catch (IOException noticed) {
        world.trace(member, "cannot read entry " + index + ": " + noticed.getMessage());
      }
    }
  }
}
