package dev.balsa.net;

import dev.balsa.core.Message.AppendEntriesResponse;
import dev.balsa.node.PeerMessage;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;

/**
 * Prints how many AppendEntries two transports in one process exchange in a second, each answered,
 * and the CPU that one costs both sides together. Run with the test class path; arguments: seconds
 * for each row.
 */
final class TransportBench {
  private TransportBench() {}

  public static void main(String[] arguments) {
    int seconds = arguments.length == 0 ? 3 : Integer.parseInt(arguments[0]);
    System.out.println("payload bytes, outstanding, messages/s, CPU us each, MB/s");
    for (int round = 0; round < 2; round++) {
      for (int[] row :
          new int[][] {{256, 1}, {256, 64}, {256, 1024}, {65_000, 8}, {1_000_000, 8}}) {
        run(row[0], row[1], seconds);
      }
    }
  }

  private static void run(int bytes, int outstanding, int seconds) {
    Members members = new Members(2);
    NetLimits limits = NetLimits.STANDARD.withTimes(60_000, 1000, 5000, 500, 3000);
    TcpTransport one = TcpTransport.of(members.settings(1).withLimits(limits));
    TcpTransport two = TcpTransport.of(members.settings(2).withLimits(limits));
    Semaphore window = new Semaphore(outstanding);
    try (one;
        two) {
      one.start((from, message) -> window.release());
      two.start((from, message) ->
          two.send(
              1,
              new PeerMessage.Consensus(
                  new AppendEntriesResponse(2, 1, 1, Members.round(message), true, 0, 1, 0, 0))));
      while (!one.isConnected(2) || !two.isConnected(1)) {
        Thread.onSpinWait();
      }
      PeerMessage message = Members.bulk(1, 2, 1, bytes);
      send(one, window, message, 1_000_000_000L);
      long cpu = cpuNanos();
      long start = System.nanoTime();
      long count = send(one, window, message, seconds * 1_000_000_000L);
      double took = (System.nanoTime() - start) / 1e9;
      double micros = (cpuNanos() - cpu) / 1e3 / count;
      System.out.printf(
          "%9d %6d %10.0f %8.2f %8.0f%n",
          bytes, outstanding, count / took, micros, count / took * bytes / 1e6);
    }
  }

  private static long send(TcpTransport one, Semaphore window, PeerMessage message, long nanos) {
    long end = System.nanoTime() + nanos;
    long count = 0;
    while (System.nanoTime() < end) {
      window.acquireUninterruptibly();
      one.send(2, message);
      count++;
    }
    return count;
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
