package dev.balsa.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code balsa} command: parses the command line and hands over to a subcommand. */
@Command(
    name = "balsa",
    description = "Raft consensus for Java that you can embed, run and watch.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Examples:",
      "  balsa lab                      three real nodes, explained step by step",
      "  balsa node --node 1            one node of the lab, in this terminal",
      "  balsa set greeting hello       write a key",
      "  balsa get greeting             read it",
      "  balsa status                   who leads, and how far everybody is",
      "  balsa simulate                 whole clusters under faults, without a network",
      "",
      "'balsa COMMAND --help' explains a command, 'balsa faq' what error messages mean.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage; docs/exit-codes.md lists all."
    })
public final class Main implements Runnable {
  private static final String DEBUG_VARIABLE = "BALSA_DEBUG";

  /** How the JDK prints what libraries log: a line each, time, level and message. */
  private static final String LOG_FORMAT_PROPERTY = "java.util.logging.SimpleFormatter.format";

  private static final String LOG_FORMAT = "%1$tT.%1$tL %4$s %5$s%n";

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where an error comes from (also: BALSA_DEBUG=1).")
  private boolean debug;

  /** Runs the command line and exits with its {@link ExitCode}. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    if (!isDebug(System.getenv(DEBUG_VARIABLE))
        && System.getProperty(LOG_FORMAT_PROPERTY) == null) {
      System.setProperty(LOG_FORMAT_PROPERTY, LOG_FORMAT);
    }
    System.exit(run(args, out, err, Ansi.AUTO));
  }

  /** Runs a command line and answers with the exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err, Ansi ansi) {
    CommandLine line = commandLine(args.length == 0 ? "" : args[0]);
    line.setOut(out).setErr(err).setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
    int code = line.execute(args);
    out.flush();
    err.flush();
    return code;
  }

  /**
   * The commands. Only the one that was asked for is made, if it is one: the others would take most
   * of the time that a short command needs.
   */
  static CommandLine commandLine(String asked) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    Map<String, Supplier<Object>> commands = commands();
    commands.forEach((name, command) -> {
      if (name.equals(asked) || !commands.containsKey(asked)) {
        line.addSubcommand(name, command.get());
      }
    });
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler(main::wrongUsage);
    line.setExecutionExceptionHandler(main::failed);
    line.setExecutionStrategy(main::execute);
    return line;
  }

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("lab", Later::lab);
    commands.put("node", NodeCommand::new);
    commands.put("get", GetCommand::new);
    commands.put("set", SetCommand::new);
    commands.put("del", DelCommand::new);
    commands.put("status", StatusCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("members", MembersCommand::new);
    commands.put("member", MemberCommand::new);
    commands.put("transfer", TransferCommand::new);
    commands.put("snapshot", SnapshotCommand::new);
    commands.put("recover", RecoverCommand::new);
    commands.put("log", LogCommand::new);
    commands.put("doctor", DoctorCommand::new);
    commands.put("cert", CertCommand::new);
    commands.put("bench", Later::bench);
    commands.put("simulate", Later::simulate);
    commands.put("check-history", Later::checkHistory);
    commands.put("faq", FaqCommand::new);
    commands.put("completion", CompletionCommand::new);
    return commands;
  }

  /** Commands on other modules, behind a class of its own so that they load only when asked for. */
  private static final class Later {
    static Object lab() {
      return new dev.balsa.lab.LabCommand();
    }

    static Object bench() {
      return new dev.balsa.bench.BenchCommand();
    }

    static Object simulate() {
      return new SimulateCommand();
    }

    static Object checkHistory() {
      return new CheckHistoryCommand();
    }
  }

  /** Called when no subcommand was given, which is an error of usage. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private int execute(ParseResult parsed) {
    int code = new CommandLine.RunLast().execute(parsed);
    if (code != 0) {
      // A command of the lab has said what is wrong in its own words.
      pointTo(spec.commandLine().getErr(), ExitCode.of(code).faq());
    }
    return code;
  }

  private int wrongUsage(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(error(command, String.valueOf(wrong.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.print(command.getHelp().fullSynopsis());
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.number();
  }

  private int failed(Exception thrown, CommandLine command, ParseResult parsed) {
    Failure failure = Failure.of(thrown);
    PrintWriter err = command.getErr();
    err.println(error(command, failure.text()));
    pointTo(err, failure.faq());
    if (debug || isDebug(System.getenv(DEBUG_VARIABLE))) {
      thrown.printStackTrace(err);
    }
    return failure.code().number();
  }

  private static boolean isDebug(@Nullable String value) {
    return value != null && !value.isEmpty() && !value.equals("0");
  }

  private static String error(CommandLine command, String text) {
    return command.getColorScheme().errorText("balsa: " + text).toString();
  }

  private static void pointTo(PrintWriter err, Faq faq) {
    err.println("More: balsa faq " + faq.anchor());
  }

  /** Reads the version from the jar's manifest, where the build wrote it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"balsa " + (version == null ? "(not packaged)" : version)};
    }
  }
}
