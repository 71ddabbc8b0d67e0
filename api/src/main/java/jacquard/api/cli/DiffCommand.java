package jacquard.api.cli;

import com.google.gson.JsonObject;
import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.explore.ExplorerData;
import jacquard.api.explore.ExplorerFile;
import jacquard.api.explore.ExplorerPage;
import jacquard.api.explore.LayerDiff;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `diff A B`: what two programs do differently, layer by layer.
@Command(name = "diff", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Compares two programs layer by layer: what they compute, shapes, kernels, costs.")
final class DiffCommand implements Action {
  private static final String MEANT = NetworkChoice.MEANT + ", with :PROGRAM behind it for another program; or the text of a graph in a "
      + "file, or a page that explain --html wrote, with any version.";

  @Parameters(index = "0", paramLabel = "A", description = MEANT)
  private String first = "";

  @Parameters(index = "1", paramLabel = "B", description = "The same.")
  private String second = "";

  @Option(names = "--program", paramLabel = "PROGRAM",
      description = "inference, evaluation or training, of networks that name none. Default: ${DEFAULT-VALUE}.")
  private String program = OptionValues.text(ProgramChoice.INFERENCE);

  @Mixin
  private InputChoice input = new InputChoice();

  @Option(names = "--batch", paramLabel = "B", description = "Examples per run, of networks and graphs. Default: ${DEFAULT-VALUE}.")
  private int batch = 1;

  @Option(names = "--html", paramLabel = "FILE", description = "Write the explorer of A that opens beside B, in place of the list.")
  private @Nullable Path html;

  @Option(names = "--json", description = "Write one JSON document, with the layers that are equal.")
  private boolean json;

  @Override
  public int run(Console console) {
    ProgramChoice choice = OptionValues.choice("--program", program, ProgramChoice.class);
    OptionValues.atLeast(1, "--batch", batch);
    JsonObject a = data(first, choice);
    JsonObject b = data(second, choice);
    LayerDiff diff = LayerDiff.of(a, b);
    Path page = html;
    if (page != null) {
      ExplorerPage.write(a, b, page);
      console.err().println("wrote " + page);
    }
    if (json) {
      console.document(diff.json());
    } else if (page == null) {
      console.out().print(diff);
    }
    return ExitCode.DONE;
  }

  /// Times are predicted for one machine wherever this runs, so that they can be compared with those of a page.
  private JsonObject data(String text, ProgramChoice choice) {
    if (ExplorerFile.isMeant(text)) {
      return ExplorerFile.read(OptionValues.path(text));
    }
    ProgramSource source = ProgramSource.parse(text, choice, input);
    Compiler compiler = html == null ? Compiler.create() : Compiler.create().keepingHistory();
    Compilation compiled = compiler.translate(source.graph());
    return ExplorerData.of(source.name(), compiled, compiled.explainNominally(batch));
  }
}
