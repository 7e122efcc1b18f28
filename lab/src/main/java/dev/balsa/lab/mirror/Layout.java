package dev.balsa.lab.mirror;

import dev.balsa.Cluster;
import dev.balsa.Member;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Where everything of a lab cluster is: its folder, its files, its addresses. Node k is {@code
 * 127.0.0.1:(basePort+k-1)}.
 *
 * @param folder the working folder
 * @param size number of nodes, 1 to {@value #SIZE_MAX}
 * @param basePort port on which node 1 listens to the other nodes; 1,024 to 64,000
 */
public record Layout(Path folder, int size, int basePort) {
  /** The most nodes a lab may have. */
  public static final int SIZE_MAX = 9;

  /** A node listens to clients on its peer port plus this. */
  public static final int CLIENT_PORT_OFFSET = 1000;

  /** The folder inside the working folder for what is not meant for readers. */
  public static final String HIDDEN = ".lab";

  private static final String CLUSTER_NAME = "lab";
  private static final String HOST = "127.0.0.1";

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the number and its range
   */
  public Layout {
    if (size < 1 || size > SIZE_MAX) {
      throw new IllegalArgumentException("a lab has 1 to " + SIZE_MAX + " nodes, not " + size);
    }
    if (basePort < 1024 || basePort > 64_000) {
      throw new IllegalArgumentException(
          "the base port is " + basePort + "; it must be from 1024 to 64000");
    }
  }

  /** The numbers of all nodes. */
  public List<Long> nodes() {
    return LongStream.rangeClosed(1, size).boxed().toList();
  }

  /** The cluster that the nodes are. */
  public Cluster cluster() {
    return Cluster.of(nodes().stream().map(id -> Member.of(id, address(id))).toList())
        .name(CLUSTER_NAME);
  }

  /** How a node is written: its host and peer port. */
  public String address(long node) {
    return HOST + ":" + peerPort(node);
  }

  /** The number of the node with an address, or 0. */
  public long nodeAt(String address) {
    for (long node : nodes()) {
      if (address(node).equals(address)) {
        return node;
      }
    }
    return 0;
  }

  /** Where a node listens to the others. */
  public int peerPort(long node) {
    return basePort + (int) node - 1;
  }

  /** Where a node listens to clients. */
  public int clientPort(long node) {
    return peerPort(node) + CLIENT_PORT_OFFSET;
  }

  /** The client address of a node. */
  public InetSocketAddress client(long node) {
    return new InetSocketAddress(InetAddress.ofLiteral(HOST), clientPort(node));
  }

  /** The readable files of a node. */
  public MirrorFiles mirrors(long node) {
    String stem = address(node).replace(':', '_');
    return new MirrorFiles(
        folder.resolve(stem + ".log"),
        folder.resolve(stem + ".storage"),
        folder.resolve(stem + ".state_machine"),
        hidden("node" + node + ".shown"));
  }

  /** The file that a node's console lines go to in the default vocabulary. */
  public Path customLog(long node) {
    return folder.resolve("node" + node + "_CUSTOMLOG.log");
  }

  /** The folder of a node's durable store. */
  public Path store(long node) {
    return folder.resolve("node" + node);
  }

  /** A file that is not meant for readers. */
  public Path hidden(String name) {
    return folder.resolve(HIDDEN).resolve(name);
  }

  /** The same addresses in another folder. */
  public Layout in(Path otherFolder) {
    return new Layout(otherFolder, size, basePort);
  }
}
