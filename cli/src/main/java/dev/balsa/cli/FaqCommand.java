package dev.balsa.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what error messages point to. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "faq",
    mixinStandardHelpOptions = true,
    description = "Explains what error messages mean; works offline.",
    footer = {"", "Examples:", "  balsa faq", "  balsa faq a-port-is-in-use"})
final class FaqCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "QUESTION",
      description = "As named by an error message; without it all are listed.")
  private @Nullable String question;

  @Override
  public Integer call() {
    Map<String, String> sections = Faq.sections();
    PrintWriter out = spec.commandLine().getOut();
    if (question == null) {
      sections.keySet().forEach(out::println);
      return ExitCode.DONE.number();
    }
    String section = sections.get(question);
    if (section == null) {
      throw new ParameterException(
          spec.commandLine(), "No question '" + question + "'; 'balsa faq' lists all");
    }
    out.println(section);
    return ExitCode.DONE.number();
  }
}
