package jacquard.api.cli;

import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.compiler.Bisection;
import jacquard.compiler.Compiler;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bisect NET`: which rewrite of the compiler changes what a graph computes. For small graphs: the reference evaluator runs about twenty
/// times.
@Command(name = "bisect", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Finds the rewrite of the compiler that changes what a small graph computes.")
final class BisectCommand implements Action {
  @Parameters(paramLabel = "NET", description = NetworkChoice.MEANT + "; or the text of a graph in a file.")
  private String network = "";

  @Option(names = "--program", paramLabel = "PROGRAM",
      description = "inference, evaluation or training, of a network. Default: ${DEFAULT-VALUE}.")
  private String program = OptionValues.text(ProgramChoice.EVALUATION);

  @Mixin
  private InputChoice input = new InputChoice();

  @Override
  public int run(Console console) {
    ProgramChoice choice = OptionValues.choice("--program", program, ProgramChoice.class);
    Bisection found = Compiler.create().bisect(new ProgramSource(network, choice, input).graph());
    found.culprit().ifPresentOrElse(culprit -> {
      console.out().println(String.format(Locale.ROOT,
          "rewrite %d of %d, by %s, changes results: %s", culprit.rewrite(), found.rewrites(), culprit.pass(),
          culprit.difference()));
      console.out().println(String.format(Locale.ROOT, "-Djacquard.bisect=%d -Djacquard.dump=graph shows the graphs without it, %d with it",
          culprit.rewrite() - 1, culprit.rewrite()));
    }, () -> console.out().println(String.format(Locale.ROOT, "no rewrite of %d changes results", found.rewrites())));
    return found.culprit().isPresent() ? ExitCode.BUG : ExitCode.DONE;
  }
}
