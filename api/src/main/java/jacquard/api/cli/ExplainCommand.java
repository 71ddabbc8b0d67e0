package jacquard.api.cli;

import jacquard.api.TrainingDefaults;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `explain NET`: the kernels of a program with what they cost, its memory, and what the passes did and left alone.
@Command(name = "explain", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Lists a program's kernels, what they cost, and what the passes did.")
final class ExplainCommand implements Action {
  @Parameters(paramLabel = "NET", description = "A built-in network ('nets' lists them), or an ONNX file.")
  private String network = "";

  @Option(names = "--program", paramLabel = "PROGRAM",
      description = "inference (weights are constants), evaluation (weights are states) or training. Default: ${DEFAULT-VALUE}.")
  private String program = OptionValues.text(ProgramChoice.INFERENCE);

  @Option(names = "--batch", paramLabel = "B", description = "Examples per run. Default: ${DEFAULT-VALUE}.")
  private int batch = 1;

  @Option(names = "--threads", paramLabel = "T", description = "Default: one per processor.")
  private int threads = TrainingDefaults.threads();

  @Option(names = "--measure", description = "Also run it on random inputs for some seconds, and time each kernel.")
  private boolean measure;

  @Option(names = "--nominal", description = "Predict times for one thread of 100 GFLOP/s and 20 GB/s instead of this machine.")
  private boolean nominal;

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    ProgramChoice choice = OptionValues.choice("--program", program, ProgramChoice.class);
    OptionValues.atLeast(1, "--batch", batch);
    OptionValues.threads(threads);
    Compilation compiled = Compiler.create().translate(choice.graph(NetworkChoice.model(network)));
    Explanation explained = measure ? compiled.measure(batch, threads)
        : nominal ? compiled.explainNominally(batch) : compiled.explain(batch, threads);
    if (json) {
      console.document(ExplainDocument.of(explained));
    } else {
      console.out().print(explained);
    }
    return ExitCode.DONE;
  }
}
