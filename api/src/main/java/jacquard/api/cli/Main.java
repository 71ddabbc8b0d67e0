package jacquard.api.cli;

import jacquard.api.cli.option.OptionValues;
import jacquard.ir.Interrupted;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The command line's entry; exit codes are those of [ExitCode].
///
/// picocli reads the arguments; commands run outside its frames, so that no error names a line of picocli's as the user's own.
@Command(name = "jacquard", version = "jacquard 0.1.0", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Builds, trains, inspects and measures convolutional networks.",
    footer = {"", "With --json, standard output is one JSON document; progress and warnings go to standard error.",
        "Exit codes: 0 done, 1 a mistake in what was given, 2 wrong usage, 3 a bug of Jacquard's, 130 interrupted."},
    subcommands = {NetsCommand.class, SummaryCommand.class, TrainCommand.class, SearchCommand.class, RatesCommand.class,
        RunCommand.class, GradCommand.class, LookCommand.class, DumpCommand.class, ExplainCommand.class, DiffCommand.class,
        BisectCommand.class, BenchCommand.class, CompileCommand.class, DemoCommand.class})
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(Console.ofProcess(), args));
  }

  /// Runs one command line to its exit code; nothing is thrown.
  static int run(Console console, String... args) {
    try {
      return console.ended(dispatch(console, args));
    } catch (Throwable thrown) {
      // An interrupt also closes a file that is being read, which the command reports as unreadable.
      boolean interrupted = Thread.interrupted();
      if (thrown instanceof Interrupted || interrupted && thrown instanceof UserError) {
        console.err().println("interrupted");
        return ExitCode.INTERRUPTED;
      }
      return Failures.report(thrown, console, args);
    } finally {
      console.flush();
    }
  }

  private static int dispatch(Console console, String... args) throws Exception {
    CommandLine line = new CommandLine(new Main()).setOut(console.out()).setErr(console.err()).setExpandAtFiles(false)
        .registerConverter(Path.class, OptionValues::path);
    try {
      ParseResult parsed = line.parseArgs(args);
      Integer helped = CommandLine.executeHelpRequest(parsed);
      if (helped != null) {
        return helped;
      }
      List<CommandLine> chain = parsed.asCommandLineList();
      if (chain.getLast().getCommand() instanceof Action action) {
        return action.run(console);
      }
      throw new ParameterException(line, "Missing command");
    } catch (ParameterException e) {
      if (e.getCause() instanceof UserError mistake) {
        throw mistake;
      }
      return line.getParameterExceptionHandler().handleParseException(e, args);
    }
  }
}
