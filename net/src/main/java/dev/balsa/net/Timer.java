package dev.balsa.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One thing that is to happen later, if it is not called off. Used by the event loop only. */
final class Timer {
  private final EventLoop loop;
  private @Nullable ScheduledFuture<?> due;

  Timer(EventLoop loop) {
    this.loop = loop;
  }

  /** Has the task run after a time; what was due before is called off. */
  void set(long millis, Runnable task) {
    cancel();
    due = loop.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  void cancel() {
    if (due != null) {
      due.cancel(false);
      due = null;
    }
  }
}
