package jacquard.api.cli;

import jacquard.api.Model;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `summary NET`: layers with their shapes, parameters, operations and receptive fields.
@Command(name = "summary", mixinStandardHelpOptions = true,
    description = "Prints a network's layers: shapes, parameters, operations, receptive fields.")
final class SummaryCommand implements Action {
  @Parameters(paramLabel = "NET", description = "A built-in network ('nets' lists them), or an ONNX file.")
  private String network = "";

  @Option(names = OptionValues.INPUT, paramLabel = "C,H,W",
      description = "Channels and spatial extents of the input. Default: the network's own.")
  private @Nullable String input;

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    Model model = NetworkChoice.model(network, input, o -> o);
    if (json) {
      console.document(SummaryDocument.of(model.summary()));
    } else {
      console.out().print(model.summary());
    }
    return ExitCode.DONE;
  }
}
