package dev.balsa.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script with which a shell completes commands and options. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a completion script for bash and zsh.",
    footer = {
      "",
      "Examples:",
      "  source <(balsa completion)                     this shell",
      "  balsa completion > ~/.balsa-completion         then source that from ~/.bashrc or ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine all = Main.commandLine("");
    spec.commandLine().getOut().print(AutoComplete.bash("balsa", all));
    return ExitCode.DONE.number();
  }
}
