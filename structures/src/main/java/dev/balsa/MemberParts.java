package dev.balsa;

import dev.balsa.BalsaStartException.Kind;
import dev.balsa.core.Configuration;
import dev.balsa.kv.Store;
import dev.balsa.log.DamagedLogException;
import dev.balsa.log.DataDirectory;
import dev.balsa.log.DataDirectoryException;
import dev.balsa.log.DataDirectoryException.Problem;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.log.SegmentedLog;
import dev.balsa.net.InsecureListenException;
import dev.balsa.net.NetSettings;
import dev.balsa.net.TcpTransport;
import dev.balsa.net.tls.CertificateFilesException;
import dev.balsa.node.NodeObserver;
import dev.balsa.node.NodeSettings;
import dev.balsa.node.RaftNode;
import dev.balsa.node.Sessions;
import dev.balsa.node.Transport;
import dev.balsa.node.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a member consists of. */
record MemberParts(
    DataDirectory directory,
    SegmentedLog log,
    TcpTransport transport,
    Store store,
    RaftNode node,
    IdentityKeeper keeper,
    Identity identity)
    implements AutoCloseable {
  /** Puts a member together and starts it; if a part fails, those before it are closed again. */
  static MemberParts start(Cluster cluster, long member, NodeObserver first) {
    Member self = cluster.member(member);
    InetSocketAddress bind = bind(cluster, self);
    try {
      cluster.security().check(bind, "the other members");
    } catch (InsecureListenException e) {
      throw new BalsaStartException(Kind.INSECURE, "Member " + member + " " + e.getMessage(), e);
    }
    try (Rollback rollback = new Rollback()) {
      OpenedDirectory opened = OpenedDirectory.of(cluster, member);
      DataDirectory directory = opened.directory();
      rollback.add(directory);
      SegmentedLog log = opened.log();
      rollback.add(log);
      List<NodeObserver> observers = new ArrayList<>();
      observers.add(first);
      cluster.observers().forEach(observing -> observers.add(observing.of(log)));
      IdentityKeeper keeper =
          new IdentityKeeper(directory, cluster.part().rejoins() && opened.isBlank());
      rollback.add(keeper);
      Doorkeeper doorkeeper = new Doorkeeper(cluster.limits().consensus());
      TcpTransport transport =
          TcpTransport.of(
              netSettings(cluster, directory.identity(), bind).withKnown(directory.acquaintances()),
              new ConnectionLog(member, keeper, doorkeeper, cluster.netListener()));
      rollback.add(transport);
      Transport through = transport;
      for (Cluster.Observing observing : cluster.observers()) {
        through = observing.between(through);
      }
      Store store = new Store();
      RaftNode node =
          RaftNode.start(
              nodeSettings(cluster, directory.identity().memberId()),
              log,
              through,
              cluster.part().witness() ? new Witness() : new Sessions(store),
              new Observers(observers));
      doorkeeper.of(node);
      rollback.forget();
      return new MemberParts(directory, log, transport, store, node, keeper, directory.identity());
    } catch (UncheckedIOException e) {
      String what = String.valueOf(e.getMessage());
      if (e.getCause() instanceof CertificateFilesException) {
        throw new BalsaStartException(
            Kind.CERTIFICATES_UNUSABLE, "Member " + member + " cannot start: " + what, e);
      }
      Kind kind = what.contains("another process") ? Kind.ADDRESS_BUSY : Kind.ADDRESS_UNUSABLE;
      throw new BalsaStartException(kind, "Member " + member + " cannot listen: " + what, e);
    }
  }

  /** What is open already and must be closed if the start fails. */
  private static final class Rollback implements AutoCloseable {
    private final List<AutoCloseable> open = new ArrayList<>();

    void add(AutoCloseable part) {
      open.add(part);
    }

    void forget() {
      open.clear();
    }

    @Override
    public void close() {
      for (AutoCloseable part : open.reversed()) {
        closeQuietly(part);
      }
    }
  }

  static DataDirectory openDirectory(Cluster cluster, long member) {
    Path path = cluster.directory();
    if (path == null) {
      throw new IllegalArgumentException(
          "no directory for the data of member " + member + "; name one with directory(path)");
    }
    try {
      return DataDirectory.open(path, cluster.clusterId(), member);
    } catch (DataDirectoryException e) {
      throw new BalsaStartException(kind(e), String.valueOf(e.getMessage()), e);
    }
  }

  private static Kind kind(DataDirectoryException e) {
    return switch (e.problem()) {
      case Problem.Locked locked -> Kind.DIRECTORY_LOCKED;
      case Problem.WrongCluster wrong -> Kind.WRONG_IDENTITY;
      case Problem.WrongMember wrong -> Kind.WRONG_IDENTITY;
      case Problem.Retired retired -> Kind.RETIRED;
      case Problem.Damaged damaged -> Kind.DAMAGED;
      case Problem.IdentityMissing missing -> Kind.DAMAGED;
      case Problem.LogMissing missing -> Kind.DAMAGED;
      case Problem.NotWritable unusable -> Kind.DIRECTORY_UNUSABLE;
    };
  }

  static SegmentedLog openLog(DataDirectory directory, Cluster cluster) {
    Path path = cluster.directory();
    try {
      return directory.openLog(cluster.limits().log());
    } catch (DamagedLogException e) {
      throw new BalsaStartException(Kind.DAMAGED, e.getMessage() + " (in " + path + ")", e);
    } catch (IOException e) {
      throw new BalsaStartException(
          Kind.DIRECTORY_UNUSABLE, "cannot open the log in " + path + ": " + e.getMessage(), e);
    }
  }

  private static InetSocketAddress bind(Cluster cluster, Member self) {
    String listen = cluster.listen();
    return listen == null
        ? new InetSocketAddress(self.host(), self.port())
        : new InetSocketAddress(HostPort.host(listen), HostPort.port(listen));
  }

  private static NetSettings netSettings(
      Cluster cluster, Identity identity, InetSocketAddress bind) {
    Map<Long, InetSocketAddress> peers = new TreeMap<>();
    cluster.members().forEach(member -> peers.put(member.id(), member.socketAddress()));
    return NetSettings.of(identity, bind, peers, cluster.security(), cluster.name())
        .withLimits(cluster.limits().net());
  }

  private static NodeSettings nodeSettings(Cluster cluster, long member) {
    // Who succeeds its former self is none of those that the cluster began with.
    Configuration began =
        MemberId.isSuccessor(member) ? Configuration.NONE : cluster.configuration();
    return NodeSettings.of(member, began, new SecureRandom().nextLong())
        .withConsensus(
            cluster.part().witness()
                ? cluster.limits().consensus().withPriority(0)
                : cluster.limits().consensus())
        .withLimits(cluster.limits().node())
        .withSnapshots(cluster.limits().snapshots())
        .withScrub(cluster.limits().scrub());
  }

  /**
   * Ends everything. The node closes its log and transport; the directory is given back once nobody
   * can write to it.
   */
  @Override
  public void close() {
    closeQuietly(node);
    closeQuietly(keeper);
    if (refuses(log)) {
      closeQuietly(directory);
    }
  }

  /**
   * Whether nothing can be written to a log any more. A thread that is stuck in the disk may still
   * have it.
   */
  private static boolean refuses(SegmentedLog log) {
    try {
      log.read(1, 1);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      System.getLogger(MemberParts.class.getPackageName())
          .log(System.Logger.Level.WARNING, "closing left something open", e);
    }
  }
}
