package dev.balsa.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Three members of many groups, each a process of its own. */
final class GroupsProcesses implements AutoCloseable {
  private static final int MEMBERS = 3;
  private static final long END_WAIT_SECONDS = 60;

  private record Member(long id, Process process, BufferedReader says, PrintStream told) {
    String line() throws IOException {
      String line = says.readLine();
      if (line == null) {
        throw new IOException("member " + id + " ended; what it said is above");
      }
      return line;
    }
  }

  private final List<Member> members = new ArrayList<>();

  /**
   * Starts them and waits until each group has a leader.
   *
   * @param folder where each member gets a folder
   */
  static GroupsProcesses start(Path folder, int groups, int logThreads) throws IOException {
    GroupsProcesses all = new GroupsProcesses();
    try {
      Map<Long, InetSocketAddress> addresses = BenchCluster.freeAddresses(MEMBERS);
      List<String> ports =
          addresses.values().stream().map(each -> Integer.toString(each.getPort())).toList();
      for (long id : addresses.keySet()) {
        all.members.add(start(folder.resolve("member-" + id), id, groups, logThreads, ports));
      }
      for (Member member : all.members) {
        if (!member.line().equals(GroupsMemberProcess.READY)) {
          throw new IOException("member " + member.id() + " did not get ready");
        }
      }
      return all;
    } catch (IOException e) {
      all.close();
      throw e;
    }
  }

  private static Member start(Path folder, long id, int groups, int logThreads, List<String> ports)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=deny",
            "-cp",
            System.getProperty("java.class.path"),
            GroupsMemberProcess.class.getName(),
            Long.toString(id),
            Integer.toString(groups),
            Integer.toString(logThreads),
            folder.toString()));
    command.addAll(ports);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new Member(
        id,
        process,
        process.inputReader(StandardCharsets.UTF_8),
        new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8));
  }

  /** What all of them together do while nobody asks anything of them. */
  Idle idle(int seconds) throws IOException {
    for (Member member : members) {
      member.told().println(seconds);
    }
    Idle sum = Idle.NONE;
    for (Member member : members) {
      sum = sum.plus(Idle.of(member.line()));
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    for (Member member : members) {
      member.told().close();
    }
    for (Member member : members) {
      try {
        if (!member.process().waitFor(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
          member.process().destroyForcibly();
        }
      } catch (InterruptedException e) {
        member.process().destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
