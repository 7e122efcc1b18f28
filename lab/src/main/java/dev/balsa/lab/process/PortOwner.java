package dev.balsa.lab.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Whether a port of this machine is free, and who has it if not. */
public final class PortOwner {
  private static final String LISTENING = "0A";

  private PortOwner() {}

  /** Whether one can listen on a port now. */
  public static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException busy) {
      return false;
    }
  }

  /** The process that listens on a port; only Linux tells, and only of one's own processes. */
  public static OptionalLong of(int port) {
    try {
      String inode = inode(port);
      return inode == null ? OptionalLong.empty() : holder("socket:[" + inode + "]");
    } catch (IOException notLinux) {
      return OptionalLong.empty();
    }
  }

  /** One sentence on who has a port. */
  public static String sentence(int port) {
    OptionalLong owner = of(port);
    if (owner.isEmpty()) {
      return "Port " + port + " is in use by another program.";
    }
    String command =
        ProcessHandle.of(owner.getAsLong())
            .flatMap(handle -> handle.info().command())
            .map(name -> ", " + Path.of(name).getFileName())
            .orElse("");
    return "Port " + port + " is in use by process " + owner.getAsLong() + command + ".";
  }

  private static @Nullable String inode(int port) throws IOException {
    String suffix = String.format(":%04X", port);
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (!Files.exists(Path.of(table))) {
        continue;
      }
      for (String line : Files.readAllLines(Path.of(table))) {
        List<String> fields = List.of(line.strip().split("\\s+"));
        if (fields.size() > 9
            && fields.get(1).endsWith(suffix)
            && fields.get(3).equals(LISTENING)) {
          return fields.get(9);
        }
      }
    }
    return null;
  }

  private static OptionalLong holder(String socket) throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process.resolve("fd"), socket)) {
          return OptionalLong.of(Long.parseLong(process.getFileName().toString()));
        }
      }
    }
    return OptionalLong.empty();
  }

  private static boolean holds(Path descriptors, String socket) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : open) {
        if (Files.readSymbolicLink(descriptor).toString().equals(socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException notOurs) {
      return false;
    }
  }
}
