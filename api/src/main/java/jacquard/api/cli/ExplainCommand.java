package jacquard.api.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import jacquard.api.TrainingDefaults;
import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.explore.ExplainDocument;
import jacquard.api.explore.ExplorerData;
import jacquard.api.explore.ExplorerPage;
import jacquard.api.explore.ModelExplorerJson;
import jacquard.api.explore.TraceJson;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.Explanation;
import jacquard.ir.io.AtomicFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `explain NET`: the kernels of a program with what they cost, its memory, and what the passes did and left alone; as a table, or for a
/// browser and other viewers.
@Command(name = "explain", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Lists a program's kernels, what they cost, and what the passes did.")
final class ExplainCommand implements Action {
  private static final Gson GSON = new Gson();

  @Parameters(paramLabel = "NET", description = NetworkChoice.MEANT + "; or the text of a graph in a file.")
  private String network = "";

  @Option(names = "--program", paramLabel = "PROGRAM",
      description = "inference (weights are constants), evaluation (weights are states) or training. Default: ${DEFAULT-VALUE}.")
  private String program = OptionValues.text(ProgramChoice.INFERENCE);

  @Mixin
  private InputChoice input = new InputChoice();

  @Option(names = "--batch", paramLabel = "B", description = "Examples per run. Default: ${DEFAULT-VALUE}.")
  private int batch = 1;

  @Option(names = "--threads", paramLabel = "T", description = "Default: one per processor.")
  private int threads = TrainingDefaults.threads();

  @Option(names = "--measure", description = "Also run it on random inputs for some seconds, and time each kernel.")
  private boolean measure;

  @Option(names = "--nominal", description = "Predict times for one thread of 100 GFLOP/s and 20 GB/s instead of this machine.")
  private boolean nominal;

  @Option(names = "--html", paramLabel = "FILE", description = "Write the explorer, a page for a browser, in place of the table.")
  private @Nullable Path html;

  @Option(names = "--trace", paramLabel = "FILE", description = "Run it for some seconds and write which thread ran what when in one run, "
      + "as JSON for Perfetto or chrome://tracing, in place of the table.")
  private @Nullable Path trace;

  @Option(names = "--model-explorer", paramLabel = "FILE", description = "Write the graph after each pass as JSON for Google's Model "
      + "Explorer, and beside it, ending in .time.json, .peak.json and .memory.json, what nodes cost, to colour them by; in place of the "
      + "table.")
  private @Nullable Path modelExplorer;

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    ProgramChoice choice = OptionValues.choice("--program", program, ProgramChoice.class);
    OptionValues.atLeast(1, "--batch", batch);
    OptionValues.threads(threads);
    Path run = trace;
    boolean history = html != null || modelExplorer != null;
    Compiler compiler = history ? Compiler.create().keepingHistory() : Compiler.create();
    Compilation compiled = compiler.translate(new ProgramSource(network, choice, input).graph());
    Explanation explained = measure ? compiled.measure(batch, threads)
        : nominal ? compiled.explainNominally(batch) : compiled.explain(batch, threads);
    if (history) {
      explore(ExplorerData.of(network, compiled, explained), console);
    }
    if (run != null) {
      write(TraceJson.of(compiled, explained, compiled.trace(batch, threads)), run, console);
    }
    if (json) {
      console.document(ExplainDocument.of(explained));
    } else if (!history && run == null) {
      console.out().print(explained);
    }
    return ExitCode.DONE;
  }

  private void explore(JsonObject data, Console console) {
    Path page = html;
    if (page != null) {
      ExplorerPage.write(data, page);
      console.err().println("wrote " + page);
    }
    Path graphs = modelExplorer;
    if (graphs != null) {
      write(ModelExplorerJson.of(data), graphs, console);
      String name = String.valueOf(graphs.getFileName()).replaceFirst("\\.json$", "");
      ModelExplorerJson.nodeData(data)
          .forEach((what, values) -> write(values, graphs.resolveSibling(name + "." + what + ".json"), console));
    }
  }

  private static void write(JsonObject document, Path file, Console console) {
    AtomicFiles.write(file, GSON.toJson(document));
    console.err().println("wrote " + file);
  }
}
