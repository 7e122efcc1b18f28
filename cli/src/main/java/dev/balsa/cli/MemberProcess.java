package dev.balsa.cli;

import dev.balsa.Balsa;
import dev.balsa.BalsaStartException;
import dev.balsa.Cluster;
import dev.balsa.net.Security;
import dev.balsa.net.tls.CertificateFilesException;
import dev.balsa.node.RemovedException;
import dev.balsa.server.BalsaServer;
import dev.balsa.server.Replica;
import dev.balsa.server.ServedMember;
import dev.balsa.server.ServerSettings;
import dev.balsa.server.events.EventHub;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** A member and its client port as one process. */
final class MemberProcess implements AutoCloseable {
  private final Balsa balsa;
  private final BalsaServer server;
  private boolean closed;

  private MemberProcess(Balsa balsa, BalsaServer server) {
    this.balsa = balsa;
    this.server = server;
  }

  /** Runs until the process is told to end, or the member cannot go on. */
  static int run(MemberArguments arguments, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    AtomicReference<MemberProcess> running = new AtomicReference<>(start(arguments));
    Thread farewell =
        new Thread(
            () -> {
              if (running.get().stop()) {
                out.println("Member " + arguments.id + " stops.");
              }
            },
            "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    warn(arguments.cluster().security(), arguments.peerAddress(), err);
    warn(arguments.clientSecurity(), arguments.clientAddress(), err);
    while (true) {
      out.println(running.get().hello(arguments));
      try {
        return running.get().await();
      } catch (BalsaStartException lost) {
        if (!arguments.rejoins() || lost.kind() != BalsaStartException.Kind.RETIRED) {
          throw lost;
        }
        err.println(lost.getMessage());
        err.println("Member " + arguments.id + " begins anew, as --rejoin says.");
        running.set(start(arguments));
      }
    }
  }

  /** Starts both, or neither. */
  static MemberProcess start(MemberArguments arguments) {
    Cluster cluster = arguments.cluster();
    Security security = arguments.clientSecurity();
    ServerSettings settings = arguments.serverSettings();
    security.check(arguments.clientAddress(), "clients");
    EventHub events = new EventHub(arguments.id);
    Balsa balsa = cluster.observer(events).start(arguments.id);
    try {
      ServedMember member =
          new ServedMember(
              balsa.identity(),
              Replica.of(balsa.raftNode()),
              balsa.store(),
              balsa.limits().store(),
              () -> balsa.transport().status().values(),
              events);
      return new MemberProcess(
          balsa, BalsaServer.start(arguments.clientAddress(), member, settings, security));
    } catch (UncheckedIOException busy) {
      balsa.close();
      if (busy.getCause() instanceof CertificateFilesException) {
        throw busy;
      }
      throw new Failure(
          ExitCode.ADDRESS_BUSY,
          Faq.ADDRESS_BUSY,
          "Member "
              + arguments.id
              + " cannot listen for clients on "
              + Endpoints.text(arguments.clientAddress())
              + ": "
              + reason(busy)
              + ". Choose another address with --client, or stop whoever has it.",
          busy);
    }
  }

  /** What the operating system said. */
  private static String reason(Throwable thrown) {
    Throwable root = thrown;
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return String.valueOf(root.getMessage());
  }

  private String hello(MemberArguments arguments) {
    return "Member "
        + arguments.id
        + " of cluster "
        + balsa.clusterName()
        + " runs at "
        + balsa.self().address()
        + ", clients at "
        + Endpoints.text(arguments.clientAddress())
        + ", data in "
        + arguments.directory().toAbsolutePath().normalize()
        + ", pid "
        + ProcessHandle.current().pid();
  }

  private static void warn(Security security, InetSocketAddress address, PrintWriter err) {
    if (security instanceof Security.UnsafePlaintext && !address.getAddress().isLoopbackAddress()) {
      err.println(
          "Warning: other machines can reach "
              + Endpoints.text(address)
              + ", and nobody asks who they are. Use it only inside a network you trust.");
    }
  }

  int await() throws InterruptedException {
    try {
      balsa.terminated().get();
      return ExitCode.DONE.number();
    } catch (ExecutionException failed) {
      stop();
      Throwable cause = failed.getCause();
      if (cause instanceof BalsaStartException retired) {
        throw retired;
      }
      if (cause instanceof RemovedException removed) {
        throw removed;
      }
      throw Failure.stopped(balsa.self().id(), cause == null ? failed : cause);
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Stops both; answers whether they had not been stopped before. */
  private synchronized boolean stop() {
    if (closed) {
      return false;
    }
    closed = true;
    server.close();
    balsa.close();
    return true;
  }
}
