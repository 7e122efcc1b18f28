package dev.balsa.cli;

import dev.balsa.server.json.JsonWriter;
import dev.balsa.simulator.history.Linearizability;
import dev.balsa.simulator.history.RecordedHistory;
import dev.balsa.simulator.history.Register;
import dev.balsa.simulator.history.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges recorded histories. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "check-history",
    mixinStandardHelpOptions = true,
    description =
        "Decides whether what clients recorded could have come from one copy of the data.",
    footer = {
      "",
      "Examples:",
      "  balsa check-history etcd_002.log",
      "  balsa check-history --json *.log",
      "",
      "A file has one event a line, in either of two notations:",
      "  INFO  jepsen.util - 0\t:invoke\t:write\t3",
      "  {:process 0, :type :invoke, :f :put, :key \"a\", :value \"3\"}",
      "",
      "Ends with 0 if all are linearizable, with 1 if one is not or cannot be decided, and with 2 if one",
      "cannot be read; the others are judged all the same."
    })
final class CheckHistoryCommand implements Callable<Integer> {
  /** Larger files are refused: the search needs all of a history in memory. */
  static final long FILE_BYTES_MAX = 64L << 20;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "One JSON object for each file.")
  private boolean json;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Recorded histories.")
  private List<Path> files = List.of();

  /** What a file is worth, and why. */
  private record Judged(Path file, Word word, int operations, String why) {
    String line() {
      return file + ": " + word.text + (why.isEmpty() ? "" : ": " + why);
    }

    String json() {
      return new JsonWriter()
          .text("file", file.toString())
          .text("verdict", word.text)
          .number("operations", operations)
          .text("why", why)
          .end();
    }
  }

  /** From best to worst. */
  private enum Word {
    LINEARIZABLE("linearizable"),
    NOT_LINEARIZABLE("not-linearizable"),
    UNDECIDED("undecided"),
    UNREADABLE("unreadable");

    private final String text;

    Word(String text) {
      this.text = text;
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Judged> bad = new ArrayList<>();
    Word worst = Word.LINEARIZABLE;
    for (Path file : files) {
      Judged judged = judge(file);
      out.println(json ? judged.json() : judged.line());
      out.flush();
      if (judged.word() != Word.LINEARIZABLE) {
        bad.add(judged);
        worst = judged.word().compareTo(worst) > 0 ? judged.word() : worst;
      }
    }
    if (bad.isEmpty()) {
      return ExitCode.DONE.number();
    }
    boolean unreadable = worst == Word.UNREADABLE;
    throw new Failure(
        unreadable ? ExitCode.USAGE : ExitCode.FAILED,
        Faq.HISTORY,
        bad.size()
            + (files.size() == 1 ? " history" : " of " + files.size() + " histories")
            + (bad.size() == 1 ? " is" : " are")
            + " not linearizable"
            + (unreadable ? " or cannot be read." : "."),
        null);
  }

  private static Judged judge(Path file) {
    RecordedHistory history;
    try {
      if (Files.isRegularFile(file) && Files.size(file) > FILE_BYTES_MAX) {
        return new Judged(
            file, Word.UNREADABLE, 0, "it is longer than " + FILE_BYTES_MAX + " bytes; cut it up");
      }
      history = RecordedHistory.parse(Files.readAllLines(file));
    } catch (NoSuchFileException missing) {
      return new Judged(file, Word.UNREADABLE, 0, "there is no such file; check the path");
    } catch (CharacterCodingException binary) {
      return new Judged(file, Word.UNREADABLE, 0, "it is not a text in UTF-8");
    } catch (IOException | IllegalArgumentException e) {
      return new Judged(file, Word.UNREADABLE, 0, String.valueOf(e.getMessage()));
    }
    Verdict verdict =
        new Linearizability(Linearizability.STEPS_MAX).check(history.model(), history.operations());
    int count = history.operations().size();
    return switch (verdict) {
      case Verdict.Linearizable none ->
          new Judged(file, Word.LINEARIZABLE, count, count + " operations");
      case Verdict.NotLinearizable no ->
          new Judged(
              file,
              Word.NOT_LINEARIZABLE,
              count,
              object(no.key())
                  + "no order of its operations explains "
                  + String.valueOf(history.operations().get(no.stuck()))
                      .replace(Register.ABSENT, "nothing"));
      case Verdict.OutOfSteps out ->
          new Judged(
              file,
              Word.UNDECIDED,
              count,
              object(out.key()) + "given up after " + out.steps() + " steps");
    };
  }

  private static String object(String key) {
    return key.isEmpty() ? "" : "key " + key + ": ";
  }
}
