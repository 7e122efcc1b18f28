package dev.balsa.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One member of many groups as a process of its own, which {@link GroupsProcesses} starts. It says
 * {@code ready} when all its groups are led, then measures itself for as many seconds as each line
 * of its input says, and ends with its input.
 */
public final class GroupsMemberProcess {
  /** What it says when all its groups have leaders. */
  static final String READY = "ready";

  private GroupsMemberProcess() {}

  /**
   * Runs the member.
   *
   * @param words its number, the groups, the threads that write logs, its folder, and the ports of
   *     all members
   */
  public static void main(String[] words) throws IOException {
    long id = Long.parseLong(words[0]);
    int groups = Integer.parseInt(words[1]);
    int logThreads = Integer.parseInt(words[2]);
    Map<Long, InetSocketAddress> addresses = new TreeMap<>();
    for (int i = 4; i < words.length; i++) {
      addresses.put(
          i - 3L,
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[i])));
    }
    try (GroupsMember member =
            GroupsMember.start(Path.of(words[3]), id, addresses, groups, logThreads);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (int group = 0; group < groups; group++) {
        member.addGroup();
      }
      while (!member.isLed()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      System.out.println(READY);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(Idle.measure(Integer.parseInt(line), member::frames).line());
      }
    }
  }
}
