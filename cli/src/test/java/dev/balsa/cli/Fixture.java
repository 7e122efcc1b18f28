package dev.balsa.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A cluster of one, with its client port, in this process. */
final class Fixture implements AutoCloseable {
  final Path directory;
  final List<Integer> ports;
  private final MemberProcess process;

  private Fixture(Path directory, List<Integer> ports, MemberProcess process) {
    this.directory = directory;
    this.ports = ports;
    this.process = process;
  }

  static Fixture start(Path directory, String... more) throws IOException {
    List<Integer> ports = freePorts(2);
    List<String> options = new ArrayList<>(options(directory, ports));
    options.addAll(List.of(more));
    return new Fixture(directory, ports, MemberProcess.start(arguments(options)));
  }

  /** What the command line makes of options. */
  static MemberArguments arguments(List<String> options) {
    MemberArguments arguments = new MemberArguments();
    new CommandLine(arguments).parseArgs(options.toArray(String[]::new));
    return arguments;
  }

  static List<String> options(Path directory, List<Integer> ports) {
    return List.of(
        "--id",
        "1",
        "--members",
        "1=127.0.0.1:" + ports.get(0),
        "--client",
        "127.0.0.1:" + ports.get(1),
        "--data-dir",
        directory.toString());
  }

  /** Ports that nobody listens on; all are held at once, so that they differ. */
  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  String endpoint() {
    return "127.0.0.1:" + ports.get(1);
  }

  /** Runs {@code balsa COMMAND --endpoints … rest}. */
  Run run(String command, String... rest) {
    List<String> line = new ArrayList<>(List.of(command, "--endpoints", endpoint()));
    line.addAll(List.of(rest));
    return Run.of(line.toArray(String[]::new));
  }

  @Override
  public void close() {
    process.close();
  }
}
