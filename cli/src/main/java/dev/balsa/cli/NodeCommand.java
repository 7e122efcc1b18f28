package dev.balsa.cli;

import dev.balsa.Limits;
import dev.balsa.lab.LabNode;
import dev.balsa.lab.LabNodeArguments;
import dev.balsa.lab.SnapshotArguments;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a node in the foreground. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs one node in the foreground until Ctrl-C: with --node a node of the lab, with --id a member of a",
      "cluster of your own."
    },
    footer = {
      "",
      "Examples:",
      "  balsa node --node 1                            and 2 and 3 in two other terminals",
      "  balsa node --node 4 --size 5 --dir five",
      "  balsa node --id 2 --members 1=10.0.0.1:2380,2=10.0.0.2:2380,3=10.0.0.3:2380 \\",
      "      --client 10.0.0.2:2379 --data-dir data --peer-cert-file member-2.crt \\",
      "      --peer-key-file member-2.key --peer-trusted-ca-file ca.crt --cert-file client-port.crt \\",
      "      --key-file client-port.key --trusted-ca-file ca.crt",
      "",
      "Ends with 2 if there is no such node, 3 if it is running already, 4 if a port is in use, 5 if its log is",
      "damaged, 6 if its data belong to another node, 9 if other machines could reach it without TLS, 10 if it",
      "could not go on, 11 if others have refused it for good, 12 if it differs from the majority, 13 if",
      "the cluster has removed it, and 130 after Ctrl-C."
    })
final class NodeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SnapshotArguments snapshots = new SnapshotArguments();

  @ArgGroup(multiplicity = "1")
  private Form form;

  /** One of the two. */
  private static final class Form {
    @ArgGroup(exclusive = false, heading = "%nA node of the lab:%n")
    private @Nullable LabNodeArguments lab;

    @ArgGroup(exclusive = false, heading = "%nA member of a cluster of your own:%n")
    private @Nullable MemberArguments member;
  }

  @Override
  public Integer call() throws InterruptedException {
    LabNodeArguments lab = form.lab;
    if (lab != null) {
      lab.snapshots = snapshots.limits();
      return LabNode.run(lab);
    }
    MemberArguments member = form.member;
    if (member == null) {
      throw new IllegalStateException("one of the groups is required");
    }
    member.limits = Limits.STANDARD.with(snapshots.limits());
    return MemberProcess.run(member, spec.commandLine().getOut(), spec.commandLine().getErr());
  }
}
