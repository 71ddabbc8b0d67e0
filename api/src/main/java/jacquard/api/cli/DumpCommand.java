package jacquard.api.cli;

import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.compiler.Compiler;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.io.AtomicFiles;
import jacquard.ir.text.Format;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dump NET`: what the compiler makes of a network, or of the graph in a file, stage by stage. The file that a failure left is run again:
/// the failure comes back, or, where it is mended, the result is written.
@Command(name = "dump", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Writes what the compiler makes of a network or a graph.")
final class DumpCommand implements Action {
  /// The names of `--format`, for its help.
  static final class FormatNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Format.values()).map(OptionValues::text).iterator();
    }
  }

  @Parameters(paramLabel = "NET", description = NetworkChoice.MEANT + "; or the text of a graph in a file, or the file a "
      + "failure left, which is run again.")
  private String network = "";

  @Option(names = "--stage", paramLabel = "STAGE",
      description = "graph (as written), gradient, optimized, layouts, nests (loops before they have schedules), schedules, loops, plan "
          + "or bytecode. Default: graph, or for the file of a failure what comes of running it again.")
  private @Nullable String stage;

  @Option(names = "--format", paramLabel = "FORMAT", completionCandidates = FormatNames.class,
      description = "One of ${COMPLETION-CANDIDATES} for graphs (onnx: graph and optimized, into a file); loops are text or json, "
          + "everything else is text. Default: ${DEFAULT-VALUE}.")
  private String format = OptionValues.text(Format.TEXT);

  @Option(names = "--fold", paramLabel = "N", description = "For dot and mermaid: blocks and layers below N names are one box each. "
      + "Default: none for dot, 1 for mermaid.")
  private @Nullable Integer fold;

  @Option(names = "--program", paramLabel = "PROGRAM", description = "inference (weights are constants), evaluation (weights are "
      + "states) or training. Default: evaluation for the stage graph, else training; for onnx, where states have their values, "
      + "evaluation for graph and inference for optimized.")
  private @Nullable String program;

  @Mixin
  private InputChoice input = new InputChoice();

  @Option(names = "--batch", paramLabel = "B", description = "Examples that the plan is for. Default: ${DEFAULT-VALUE}.")
  private int batch = 1;

  @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output. Beside the text of a graph, constants above 16 "
      + "elements go into a safetensors file of the same name.")
  private @Nullable Path out;

  @Override
  public int run(Console console) {
    String given = stage;
    DumpStage chosenStage = given == null ? DumpStage.GRAPH : OptionValues.choice("--stage", given, DumpStage.class);
    Format chosenFormat = OptionValues.choice("--format", format, Format.class);
    ModelDump.require(chosenStage, chosenFormat);
    OptionValues.atLeast(1, "--batch", batch);
    requireFolds(chosenFormat);
    requireFile(chosenFormat);
    if (GraphFile.isMeant(network)) {
      input.requireNone("the text of a graph, " + network + ",");
      var source = GraphFile.read(OptionValues.path(network));
      Optional<Graph> again = given == null ? Compiler.create().reproduce(network, source.text(), source.constants()) : Optional.empty();
      var dump = new ModelDump(again.map(g -> (Supplier<Graph>) () -> g).orElse(source::graph), DumpCommand::noGradient, Map::of,
          batch);
      return write(dump, chosenStage, chosenFormat, console);
    }
    return write(ModelDump.of(input.model(network), program(chosenStage, chosenFormat), batch), chosenStage, chosenFormat, console);
  }

  private int write(ModelDump dump, DumpStage chosenStage, Format chosenFormat, Console console) {
    Path file = out;
    Integer depth = fold;
    if (file == null) {
      console.out().print(depth == null ? dump.text(chosenStage, chosenFormat) : chosenFormat.print(dump.graph(chosenStage), depth));
      return ExitCode.DONE;
    }
    if (depth == null) {
      dump.write(chosenStage, chosenFormat, file);
    } else {
      AtomicFiles.write(file, chosenFormat.print(dump.graph(chosenStage), depth));
    }
    console.err().println("wrote " + file);
    return ExitCode.DONE;
  }

  private void requireFolds(Format chosenFormat) {
    Integer given = fold;
    if (given != null) {
      OptionValues.atLeast(1, "--fold", given);
      if (!chosenFormat.folds()) {
        throw UserError.of("dump/format").problem("only pictures can be folded").where("--fold %d --format %s", given,
            OptionValues.text(chosenFormat)).expected("--format dot or --format mermaid").fix("leave --fold out").build();
      }
    }
  }

  private void requireFile(Format chosenFormat) {
    if (out == null && !chosenFormat.isText()) {
      throw UserError.of("dump/format").problem("the format %s is no text", OptionValues.text(chosenFormat))
          .where("--format %s", OptionValues.text(chosenFormat)).expected("a file to write").fix("add --out FILE").build();
    }
  }

  private static Graph noGradient() {
    throw UserError.of("dump/program").problem("a file holds one graph, and no model to differentiate").where("--stage gradient")
        .expected("any other stage, such as --stage graph").fix("dump the gradient of a built-in network").build();
  }

  private ProgramChoice program(DumpStage chosen, Format chosenFormat) {
    String given = program;
    if (given == null) {
      ProgramChoice later = chosenFormat == Format.ONNX ? ProgramChoice.INFERENCE : ProgramChoice.TRAINING;
      return chosen == DumpStage.GRAPH ? ProgramChoice.EVALUATION : later;
    }
    ProgramChoice choice = OptionValues.choice("--program", given, ProgramChoice.class);
    if (chosen == DumpStage.GRADIENT && choice != ProgramChoice.TRAINING) {
      throw UserError.of("dump/program").problem("only the training program has gradients")
          .where("--stage gradient --program %s", given).expected("--program training").fix("leave --program out").build();
    }
    return choice;
  }
}
