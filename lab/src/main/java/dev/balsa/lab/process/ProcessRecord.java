package dev.balsa.lab.process;

import dev.balsa.lab.mirror.PythonJson;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is written down of a running node. Process ids are used again by the system; together with
 * the time at which the process started they are not.
 *
 * @param pid process id
 * @param startedMillis when the process started, milliseconds since 1970
 * @param node which node it runs
 */
public record ProcessRecord(long pid, long startedMillis, long node) {
  /**
   * The start time that a system reports for one process may differ from call to call by this much.
   */
  static final long TOLERANCE_MILLIS = 2_000;

  /** The record of the current process. */
  public static ProcessRecord current(long node) {
    ProcessHandle self = ProcessHandle.current();
    return new ProcessRecord(self.pid(), startedMillis(self), node);
  }

  /** The process, if it is still that one and runs. */
  public Optional<ProcessHandle> alive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> Math.abs(startedMillis(handle) - startedMillis) <= TOLERANCE_MILLIS);
  }

  String line() {
    return "{\"pid\": "
        + pid
        + ", \"started_millis\": "
        + startedMillis
        + ", \"node\": "
        + node
        + "}\n";
  }

  static Optional<ProcessRecord> parse(String line) {
    try {
      Map<String, @Nullable Object> fields = PythonJson.parseObject(line);
      if (fields.get("pid") instanceof BigDecimal pid
          && fields.get("started_millis") instanceof BigDecimal started
          && fields.get("node") instanceof BigDecimal node) {
        return Optional.of(
            new ProcessRecord(pid.longValue(), started.longValue(), node.longValue()));
      }
      return Optional.empty();
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private static long startedMillis(ProcessHandle handle) {
    return handle.info().startInstant().map(instant -> instant.toEpochMilli()).orElse(0L);
  }
}
